// Where a charger is to find its platform, and how securely (OCPP 2.0.1 B09, B10, A05; in 1.6 the
// security profile alone). Pure; refuses by the parameter's name.
import { refuse } from "../../lib/errors.ts";
import * as s from "../../lib/schema.ts";

const interfaces = [
  ...(["Wired0", "Wired1", "Wired2", "Wired3"] as const),
  ...(["Wireless0", "Wireless1", "Wireless2", "Wireless3"] as const),
] as const;

export const NetworkProfile = s.object(
  {
    security_profile: s.integer(1, 3, {
      about:
        "1 a password, 2 TLS, 3 a client certificate; never less than the charger has come with. " +
        "For 2 it needs a root (`install_certificate`), for 3 a certificate of its own, too " +
        "(`trigger_message` `sign_certificate`).",
      example: 2,
    }),
    slot: s.optional(
      s.integer(0, 1000, {
        about: "Where the charger keeps it; needed in 2.0.1, and not for 1.6.",
        example: 2,
      }),
    ),
    url: s.optional(
      s.text(512, {
        pattern: "^wss?://[^\\s@/?#]+(/[^\\s@]*)?$",
        about:
          "The platform's address without the identity, wss from profile 2 on; needed in 2.0.1, " +
          "and not for 1.6, which keeps its own.",
        example: "wss://charge.example.com/ocpp",
      }),
    ),
    interface: s.optional(
      s.choice(interfaces, { about: "By which of its networks; `Wired0` if left out. 2.0.1." }),
    ),
    message_timeout: s.optional(
      s.integer(1, 600, {
        about: "For how many seconds it waits for an answer; 30 if left out. 2.0.1.",
        example: 30,
      }),
    ),
    first: s.optional(
      s.boolean({
        about:
          "Whether the slot is tried before all others from the next `reset` on (`true` if left " +
          "out), by `NetworkConfigurationPriority`. 2.0.1.",
      }),
    ),
  },
  { about: "Has the charger come in another way. It does so after a `reset`." },
);

type Given = s.Static<typeof NetworkProfile>;

const invalid = (name: string, why: string): never => {
  const param = `set_network_profile.${name}`;
  return refuse("parameter_invalid", `Invalid ${param}: ${why}.`, { param });
};

/** TLS is what the address says it is. */
export function checkNetwork({ url, security_profile: profile }: Given): void {
  if (url === undefined) return;
  const isTls = url.startsWith("wss:");
  if (isTls !== profile > 1) {
    invalid(
      "url",
      `with security profile ${profile} it begins with ${profile > 1 ? "wss" : "ws"}:`,
    );
  }
}

/** OCPP knows no way to less: chargers refuse it, and one that came less secure is refused. */
export function checkUpgrade({ security_profile: profile }: Given, reached: number | null): void {
  if (reached === null || profile >= reached) return;
  invalid("security_profile", `the charger has come with ${reached}, and must not come with less`);
}
