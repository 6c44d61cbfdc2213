// What currencies are worth, roughly: for limits and defaults that must make sense in all of them.
// Never for an amount that anybody owes. Rates of 2025, to one or two digits; they may age.
import { currencyExponent } from "./money.ts";

/** Major units for about one euro, where that is not between a third and three. */
const perEuro: Readonly<Record<string, number>> = {
  ...{ aed: 4, brl: 6, cny: 8, dkk: 7.5, hkd: 9, ils: 4, myr: 5, pln: 4.4, qar: 4, ron: 5, sar: 4 },
  ...{
    bob: 8,
    gtq: 9,
    mad: 11,
    mop: 9,
    nok: 12,
    pen: 4,
    sek: 12,
    svc: 10,
    tjs: 11,
    tmt: 4,
    ghs: 13,
  },
  ...{ bwp: 16, cup: 28, czk: 25, egp: 55, etb: 160, hnl: 30, inr: 90, mdl: 20, mkd: 60, mur: 53 },
  ...{ lsl: 20, mru: 46, mxn: 21, mzn: 74, nad: 20, nio: 42, php: 66, rub: 95, scr: 16, szl: 20 },
  ...{ sle: 26, srd: 44, thb: 38, try: 45, ttd: 8, twd: 35, uah: 48, uyu: 46, zar: 20, zmw: 27 },
  ...{
    afn: 80,
    all: 98,
    bdt: 140,
    btn: 98,
    cve: 110,
    dop: 70,
    djf: 205,
    dzd: 150,
    gmd: 82,
    kgs: 100,
  },
  ...{ gyd: 240, htg: 150, huf: 400, isk: 150, jmd: 185, jpy: 160, kes: 150, kmf: 490, lkr: 350 },
  ...{ lrd: 210, mvr: 18, npr: 157, pkr: 330, rsd: 117, vuv: 140, xpf: 119, yer: 280, amd: 450 },
  ...{ ves: 200, aoa: 1000, ars: 1600, bif: 3400, cdf: 3000, clp: 1100, cop: 4600, crc: 590 },
  ...{
    gnf: 10_000,
    idr: 18_000,
    iqd: 1500,
    irr: 50_000,
    khr: 4700,
    kpw: 1000,
    krw: 1500,
    kzt: 600,
  },
  ...{
    lak: 25_000,
    lbp: 100_000,
    mga: 5200,
    mmk: 2400,
    mnt: 4100,
    mwk: 2000,
    ngn: 1700,
    pyg: 8500,
  },
  ...{ rwf: 1700, sdg: 700, sos: 650, ssp: 5000, stn: 25, syp: 15_000, tzs: 2900, ugx: 4200 },
  ...{ uzs: 14_000, vnd: 30_000, xaf: 656, xof: 656 },
};

/** About so many euros, in the smallest unit of the currency. */
export const worthOf = (euros: number, currency: string): number =>
  Math.round(euros * (perEuro[currency] ?? 1) * 10 ** currencyExponent(currency));
