// Chance that can be had again: laws print their seed.
export type Random = (below: number) => number;

/** A linear congruential generator (Numerical Recipes): enough to wander about. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export const one = <T>(random: Random, choices: readonly T[]): T =>
  choices[random(choices.length)] as T;
