export const tell = async (..._: unknown[]): Promise<void> => undefined;
export const admit = async (..._: unknown[]) => ({
  admitted: false as const,
  reason: "unknown" as const,
});
