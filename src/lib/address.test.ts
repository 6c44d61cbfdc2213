import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { literalHost, reachOf } from "./address.ts";

const cases: Record<string, readonly string[]> = {
  public: [
    "1.1.1.1",
    "93.184.216.34",
    "172.15.255.255",
    "172.32.0.1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
  ],
  private: [
    ...[
      "127.0.0.1",
      "127.8.8.8",
      "10.1.2.3",
      "172.16.0.1",
      "172.31.255.255",
      "192.168.0.1",
      "100.64.0.1",
    ],
    ...[
      "::1",
      "fc00::1",
      "fd12:3456::1",
      "::ffff:127.0.0.1",
      "::ffff:7f00:1",
      "::FFFF:10.0.0.1",
      "0:0:0:0:0:ffff:c0a8:1",
    ],
  ],
  never: [
    ...[
      "0.0.0.0",
      "169.254.169.254",
      "224.0.0.1",
      "255.255.255.255",
      "198.18.0.1",
      "192.0.2.1",
      "240.0.0.1",
    ],
    ...[
      "::",
      "fe80::1",
      "fe80::1%eth0",
      "fec0::1",
      "ff02::1",
      "::ffff:169.254.169.254",
      "::ffff:a9fe:a9fe",
    ],
    ...[
      "64:ff9b::a9fe:a9fe",
      "64:ff9b::1.1.1.1",
      "64:ff9b:1::1",
      "2002:7f00:1::",
      "2001:0:1::1",
      "2001:db8::1",
    ],
    ...["::127.0.0.1", "fd00:ec2::254", "100.100.100.200", "localhost", "", "256.1.1.1"],
  ],
};

describe("addresses that a stranger names", () => {
  for (const [reach, addresses] of Object.entries(cases)) {
    it(`calls these ${reach}`, () => {
      for (const address of addresses) assert.equal(reachOf(address), reach, address);
    });
  }

  it("sees through every spelling of a host that is an address", () => {
    for (const host of ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1."]) {
      assert.equal(literalHost(new URL(`http://${host}/`)), "127.0.0.1", host);
    }
    assert.equal(literalHost(new URL("http://[::ffff:127.0.0.1]/")), "::ffff:7f00:1");
    assert.equal(literalHost(new URL("https://example.com/")), null);
  });
});
