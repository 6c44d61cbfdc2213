// Simple charts on a page: bars or a line over labels, with a scale from zero. What the numbers
// mean, and how they are written, is the caller's.
import type { Colour } from "./engine.ts";
import { area, grey, pale, type Sheet } from "./sheet.ts";

export type Chart = {
  readonly title: string;
  readonly points: readonly { readonly label: string; readonly value: number }[];
  readonly format: (value: number) => string;
  readonly height: number;
};

const ink: Colour = [0.13, 0.42, 0.75];
const size = 7.5;
const axisWidth = 56;
const labelHeight = 16;

/** Bars beside each other; below zero they hang. */
export function barChart(sheet: Sheet, chart: Chart): void {
  onGrid(sheet, chart, (grid) => {
    chart.points.forEach(({ value }, at) => {
      const width = Math.max(0.5, grid.step * 0.7);
      const [top, foot] = [grid.y(Math.max(value, 0)), grid.y(Math.min(value, 0))];
      const x = grid.x(at) - width / 2;
      sheet.box({ x, y: top, width, height: Math.max(0.4, foot - top) }, ink);
    });
  });
}

/** One line from point to point. */
export function lineChart(sheet: Sheet, chart: Chart): void {
  onGrid(sheet, chart, (grid) => {
    const points = chart.points.map(({ value }, at) => [grid.x(at), grid.y(value)] as const);
    if (points.length === 1)
      sheet.box({ x: grid.x(0) - 1, y: points[0]?.[1] ?? 0, width: 2, height: 2 }, ink);
    sheet.path(points, ink);
  });
}

type Grid = {
  readonly step: number;
  x(at: number): number;
  y(value: number): number;
};

function onGrid(sheet: Sheet, chart: Chart, draw: (grid: Grid) => void): void {
  const { title, points, format, height } = chart;
  sheet.room(height + labelHeight + 24);
  sheet.y += 14;
  const heading = { x: area.left, y: sheet.y, width: area.width };
  sheet.line(title, heading, { size: 10, weight: "bold" });
  const top = sheet.y + 10;
  const [low, high] = scaleOf(points.map(({ value }) => value));
  const left = area.left + axisWidth;
  const step = (area.right - left) / Math.max(1, points.length);
  const grid: Grid = {
    step,
    x: (at) => left + (at + 0.5) * step,
    y: (value) => top + (height * (high - value)) / (high - low),
  };
  for (const value of ticks(low, high)) {
    const y = grid.y(value);
    sheet.path(
      [
        [left, y],
        [area.right, y],
      ],
      value === 0 ? grey : pale,
    );
    const slot = { x: area.left, y: y + 2.5, width: axisWidth - 6 };
    sheet.line(format(value), slot, { size, colour: grey, align: "right" });
  }
  draw(grid);
  labels(sheet, chart, grid, top + height + 11);
  sheet.y = top + height + labelHeight + 8;
}

/** As many labels as there is room for. */
function labels(sheet: Sheet, { points }: Chart, grid: Grid, y: number): void {
  const every = Math.max(1, Math.ceil(44 / grid.step));
  points.forEach(({ label }, at) => {
    if (at % every !== 0) return;
    const width = grid.step * every - 2;
    sheet.line(label, { x: grid.x(at) - grid.step / 2, y, width }, { size, colour: grey });
  });
}

/** From zero, or below it, to a round number above all values. */
function scaleOf(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const step = roundStep((high - low || 1) / 4);
  return [Math.floor(low / step) * step, Math.max(step, Math.ceil(high / step) * step)];
}

function ticks(low: number, high: number): number[] {
  const step = roundStep((high - low) / 5);
  const count = Math.floor((high - low) / step + 1e-9);
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: count + 1 }, (_, at) => first + at * step);
}

/** 1, 2 or 5 times a power of ten, no less than asked for. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((one) => one * power >= least) ?? 10;
  return factor * power;
}
