// Ids: prefix, `_`, 8 characters of base62 milliseconds and 24 random ones (spec part 1, "ids").
// The alphabet stands in ASCII order, so ids of one prefix sort by creation as bytes (ruling 8).
import { randomFillSync } from "node:crypto";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const pool = Buffer.alloc(8192);
let next = pool.length;

function randomByte(): number {
  if (next === pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  return pool[next++] as number;
}

/** Random characters of `[0-9A-Za-z]` from the system's CSPRNG, each equally likely. */
export function randomText(length: number): string {
  let text = "";
  while (text.length < length) {
    const byte = randomByte();
    // 248 is the largest multiple of 62 below 256: what lies above would favour some letters.
    if (byte < 248) text += alphabet[byte % 62];
  }
  return text;
}

/** From 0 to 1 in steps of 1/255, for spreading what would otherwise happen at once. */
export const randomFraction = (): number => randomByte() / 255;

/** 8 characters; enough for the milliseconds of the next 6 900 years. */
function timeText(ms: number): string {
  let text = "";
  let rest = ms;
  for (let i = 0; i < 8; i++) {
    text = alphabet[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

export const newId = (prefix: string, at: Date): string =>
  `${prefix}_${timeText(at.getTime())}${randomText(24)}`;

/** The smallest id that could have been made at this millisecond. */
export const firstIdAt = (prefix: string, ms: number): string =>
  `${prefix}_${timeText(Math.max(0, ms))}${"0".repeat(24)}`;

/** When an id was made, or null for what is not one of ours. */
export function timeOfId(id: string): Date | null {
  const start = id.lastIndexOf("_") + 1;
  if (id.length - start !== 32) return null;
  let ms = 0;
  for (const letter of id.slice(start, start + 8)) {
    const digit = alphabet.indexOf(letter);
    if (digit < 0) return null;
    ms = ms * 62 + digit;
  }
  return ms <= 8.64e15 ? new Date(ms) : null;
}

const shape = /^[a-z]+_[0-9A-Za-z]{32}$/;

/** Whether a text has the form of an id with this prefix; says nothing of its existence. */
export const isId = (prefix: string, text: string): boolean =>
  text.length === prefix.length + 33 && text.startsWith(`${prefix}_`) && shape.test(text);
