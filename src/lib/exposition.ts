// Figures as Prometheus reads them: its text format 0.0.4. Pure.

export type Labels = Readonly<Record<string, string>>;

export type Sample = {
  /** Where the name goes on: `_bucket`, `_sum`, `_count`. */
  readonly suffix?: string;
  readonly labels?: Labels;
  readonly value: number;
};

export type Family = {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly samples: readonly Sample[];
};

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

function line(name: string, { suffix = "", labels = {}, value }: Sample): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
  return `${name}${suffix}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}`;
}

export const contentType = "text/plain; version=0.0.4; charset=utf-8";

export const exposition = (families: readonly Family[]): string =>
  families
    .map(({ name, help, type, samples }) =>
      [
        `# HELP ${name} ${help.replaceAll("\n", " ")}`,
        `# TYPE ${name} ${type}`,
        ...samples.map((one) => line(name, one)),
      ].join("\n"),
    )
    .concat("")
    .join("\n");

export const gauge = (name: string, help: string, value: number): Family => ({
  ...{ name, help, type: "gauge", samples: [{ value }] },
});

export const counter = (name: string, help: string, value: number): Family => ({
  ...{ name, help, type: "counter", samples: [{ value }] },
});

/** Counts of durations by their upper bound, in seconds. */
export type Durations = { readonly counts: number[]; sum: number };

export const bounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60] as const;

export const newDurations = (): Durations => ({
  counts: new Array<number>(bounds.length + 1).fill(0),
  sum: 0,
});

export function addDuration(durations: Durations, seconds: number): void {
  let at = 0;
  while (at < bounds.length && seconds > (bounds[at] as number)) at++;
  durations.counts[at] = (durations.counts[at] as number) + 1;
  durations.sum += seconds;
}

export function durationSamples({ counts, sum }: Durations, labels: Labels): Sample[] {
  let count = 0;
  const buckets = counts.map((one, at) => {
    count += one;
    const le = at < bounds.length ? String(bounds[at]) : "+Inf";
    return { suffix: "_bucket", labels: { ...labels, le }, value: count };
  });
  return [
    ...buckets,
    { suffix: "_sum", labels, value: sum },
    { suffix: "_count", labels, value: count },
  ];
}
