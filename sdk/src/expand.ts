// `expand` in types: which paths an object has, and what the answer is with them filled in.
import type { Expandables, Objects } from "./generated/objects.ts";

/** The words that objects bear in their `object` key. */
export type Word = keyof Objects;

type Targets<W> = W extends keyof Expandables ? Expandables[W] : Record<never, never>;

/** Every path of an object that `expand` takes, to depth 4. */
export type ExpandPath<W, Depth extends readonly unknown[] = []> = Depth["length"] extends 4
  ? never
  : {
      [Head in keyof Targets<W> & string]:
        | Head
        | `${Head}.${ExpandPath<Targets<W>[Head], readonly [...Depth, Head]>}`;
    }[keyof Targets<W> & string];

/** What `expand` is given for an object. */
export type Expand<W> = readonly ExpandPath<W>[];

/**
 * The object with the given paths filled in. Where they are known only when the program runs (an
 * array rather than a list of literals), both id and object are possible.
 */
export type Expanded<W extends Word, E extends readonly string[]> = [E[number]] extends [never]
  ? Objects[W]
  : Filled<Objects[W], Targets<W>, E[number], number extends E["length"] ? true : false>;

/** The paths that lead to or through a key. */
type Through<P, K extends string> = Extract<P, K | `${K}.${string}`>;
/** What is left of paths behind a key. */
type Behind<P, K extends string> = P extends `${K}.${infer Rest}` ? Rest : never;
/** Targets that lie inside a key: those of `preferences.default_payment_method`. */
type Inside<T, K extends string> = { [H in keyof T as Behind<H, K>]: T[H] };

type Filled<T, M, P, Unsure> = {
  [K in keyof T]: K extends string
    ? [Through<P, K>] extends [never]
      ? T[K]
      : K extends keyof M
        ? Reference<T[K], M[K], Behind<P, K>, Unsure>
        : Filled<T[K], Inside<M, K>, Behind<P, K>, Unsure>
    : T[K];
};

/** An object in place of its id. What was deleted meanwhile is null, and missing in a list. */
type Reference<Id, W, P, Unsure> = W extends Word
  ? Id extends readonly unknown[]
    ? (Object<W, P, Unsure> | (Unsure extends true ? Id[number] : never))[]
    : Object<W, P, Unsure> | null | (Unsure extends true ? Id : never)
  : never;

type Object<W extends Word, P, Unsure> = [P] extends [never]
  ? Objects[W]
  : Filled<Objects[W], Targets<W>, P, Unsure>;
