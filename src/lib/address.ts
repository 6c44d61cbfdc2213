// Which network addresses a stranger may make us connect to. Pure; the connection itself is
// http/outbound.ts. Ranges: IANA special-purpose registries (RFC 6890 and its updates).
import { BlockList, isIP, SocketAddress } from "node:net";

/**
 * `private` may be allowed by the operator; `never` is refused always (link-local, cloud metadata,
 * multicast).
 */
export type Reach = "public" | "private" | "never";

type Range = readonly [net: string, bits: number];

function listOf(family: "ipv4" | "ipv6", ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [net, bits] of ranges) list.addSubnet(net, bits, family);
  return list;
}

/** Loopback, RFC 1918, and the carriers' own (RFC 6598). */
const private4 = listOf("ipv4", [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
]);

const never4 = listOf("ipv4", [
  ["0.0.0.0", 8],
  ["100.100.100.200", 32], // Metadata of a cloud, inside the carriers' range.
  ["169.254.0.0", 16],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
]);

const private6 = listOf("ipv6", [
  ["::1", 128],
  ["fc00::", 7],
]);

const metadata6 = listOf("ipv6", [["fd00:ec2::", 32]]);
const mapped6 = listOf("ipv6", [["::ffff:0:0", 96]]);
const global6 = listOf("ipv6", [["2000::", 3]]);

/**
 * Inside 2000::/3, but for tunnels (Teredo, 6to4), benchmarks and documentation. NAT64 lies
 * outside.
 */
const special6 = listOf("ipv6", [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
]);

function reach4(address: string): Reach {
  if (never4.check(address, "ipv4")) return "never";
  return private4.check(address, "ipv4") ? "private" : "public";
}

/** The IPv4 address in the last 32 bits of an IPv6 one, whatever form it is written in. */
function mapped(address: string): string {
  const canonical = new SocketAddress({ address, family: "ipv6" }).address;
  const host = new URL(`http://[${canonical}]`).hostname.slice(1, -1);
  const [high = "0", low = "0"] = host.split(":").slice(-2);
  const bits = (Number.parseInt(high || "0", 16) << 16) | Number.parseInt(low || "0", 16);
  return [bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255].join(".");
}

function reach6(address: string): Reach {
  // BlockList answers for a mapped address by its IPv4 rules too; here only the list's own family
  // counts.
  if (mapped6.check(address, "ipv6")) return reach4(mapped(address));
  if (metadata6.check(address, "ipv6")) return "never";
  if (private6.check(address, "ipv6")) return "private";
  return global6.check(address, "ipv6") && !special6.check(address, "ipv6") ? "public" : "never";
}

/** How far an address reaches. What is not an address at all is refused. */
export function reachOf(address: string): Reach {
  const plain = address.split("%", 1)[0] as string;
  const family = isIP(plain);
  if (family === 0) return "never";
  return family === 4 ? reach4(plain) : reach6(plain);
}

/**
 * The address that a URL's host is, or null for a name. The URL parser has made 0x7f.1 into
 * 127.0.0.1.
 */
export function literalHost(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return isIP(host) === 0 ? null : host;
}
