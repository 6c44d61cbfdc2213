// Currencies and the one rounding of money: exponents of ISO 4217, half up on exact integers,
// amounts written for people. Who owes what is the ledger's and pricing's affair.

/**
 * Active ISO 4217 codes that a person can pay with (no funds, metals or test codes). Not taken
 * from Intl: CLDR lists dead currencies and gives live ones, RSD for instance, cash exponents.
 */
const active =
  "aed afn all amd aoa ars aud awg azn bam bbd bdt bhd bif bmd bnd bob brl bsd btn bwp byn bzd " +
  "cad cdf chf clp cny cop crc cup cve czk djf dkk dop dzd egp ern etb eur fjd fkp gbp gel ghs " +
  "gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr iqd irr isk jmd jod jpy kes kgs khr kmf kpw " +
  "krw kwd kyd kzt lak lbp lkr lrd lsl lyd mad mdl mga mkd mmk mnt mop mru mur mvr mwk mxn myr " +
  "mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr " +
  "sdg sek sgd shp sle sos srd ssp stn svc syp szl thb tjs tmt tnd top try ttd twd tzs uah ugx " +
  "usd uyu uzs ves vnd vuv wst xaf xcd xcg xof xpf yer zar zmw zwg";

const noMinorUnit = "bif clp djf gnf isk jpy kmf krw pyg rwf ugx vnd vuv xaf xof xpf";
const thousandths = "bhd iqd jod kwd lyd omr tnd";

const exponents: ReadonlyMap<string, number> = new Map([
  ...active.split(" ").map((code) => [code, 2] as const),
  ...noMinorUnit.split(" ").map((code) => [code, 0] as const),
  ...thousandths.split(" ").map((code) => [code, 3] as const),
]);

/** True for an active currency in the spelling of the API: three lower-case letters. */
export function isCurrency(code: string): boolean {
  return exponents.has(code);
}

export function currencies(): readonly string[] {
  return [...exponents.keys()];
}

/** Decimal places of the currency's minor unit: 2 for `eur`, 0 for `jpy`, 3 for `kwd`. */
export function currencyExponent(code: string): number {
  const exponent = exponents.get(code);
  if (exponent === undefined) throw new RangeError(`not an active currency: ${code}`);
  return exponent;
}

/**
 * The rounding of this platform: half up, that is, ties go away from zero, so that a refund
 * mirrors its charge. The denominator is positive.
 */
export function roundHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new RangeError("a denominator must be positive");
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

/**
 * `factor × times ÷ divisor`, rounded by `roundHalfUp`, for hot paths: numbers while the product
 * is exact, BigInt beyond. All three are safe integers, the divisor below 2^52.
 */
export function multiplyHalfUp(factor: number, times: number, divisor: number): number {
  const product = factor * times;
  if (product >= 0 && product <= Number.MAX_SAFE_INTEGER && divisor > 0) {
    const rest = product % divisor;
    return (product - rest) / divisor + (rest * 2 >= divisor ? 1 : 0);
  }
  return safe(roundHalfUp(BigInt(factor) * BigInt(times), BigInt(divisor)));
}

/** A bigint as a number; beyond 2^53 a wrong number would follow, so it throws. */
export function safe(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError("an amount beyond 2^53");
  return number;
}

/** Minor units as an exact decimal of the major unit: 1842 `eur` is `18.42`. */
export function majorUnits(minor: number | bigint, currency: string): string {
  const exponent = currencyExponent(currency);
  const whole = BigInt(minor);
  const digits = (whole < 0n ? -whole : whole).toString().padStart(exponent + 1, "0");
  const cut = digits.length - exponent;
  const text = exponent === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return whole < 0n ? `-${text}` : text;
}

/** An amount for people, `€18.42`; exact also beyond 2^53. */
export function formatMoney(minor: number | bigint, currency: string, locale = "en"): string {
  const exponent = currencyExponent(currency);
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: currency.toUpperCase(),
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  });
  // A decimal string is formatted exactly; a double would lose cents of large amounts.
  return format.format(majorUnits(minor, currency) as Intl.StringNumericLiteral);
}
