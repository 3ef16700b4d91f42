// What no gateway may ever print, whatever happens to it: every gateway that a test starts logs at
// the most verbose level, and is searched for these when it stops (U26).
import assert from "node:assert/strict";

import { apiKey, credentials, expiredCredentials, temporaryCredentials } from "./simulator.ts";

// The key of clients that no test looks at.
export const clientKey = "CANARY-key-of-a-client";

const secrets: (string | RegExp)[] = [
  clientKey,
  credentials.secretAccessKey,
  "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", // of AKIDEXAMPLE
  temporaryCredentials.sessionToken,
  expiredCredentials.sessionToken,
  apiKey,
  // What the simulated services know, and what they hand out.
  /EXAMPLE-(WEB-IDENTITY-TOKEN|CONTAINER-TOKEN|SSO-ACCESS-TOKEN|SSO-REFRESH-TOKEN)/,
  /SIMULATED-(SESSION-TOKEN|SSO-ACCESS-TOKEN|SSO-REFRESH-TOKEN)/,
  // Made up by tests.
  /CANARY/,
  // API keys. A request's id has 24 letters and digits at random, and in 10,000 of them is any word of four.
  /ABSK(wrong|-of-the-gateway|[A-Za-z0-9+/=-]{24})/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  // What people say, and are answered.
  "Hello!",
  "You said:",
];

const isSecret = (name: string, value: string): boolean =>
  /SECRET|SESSION_TOKEN|BEARER_TOKEN|AUTHORIZATION_TOKEN$/.test(name) && value.length >= 6;

// `environment` is the program's; its secrets are searched for as well.
export function expectNoSecrets(output: string, environment: Record<string, string> = {}): void {
  const own = Object.entries(environment).filter(([name, value]) => isSecret(name, value));
  for (const secret of [...secrets, ...own.map(([, value]) => value)]) {
    const found = typeof secret === "string" ? output.includes(secret) : secret.test(output);
    assert.ok(!found, `${secret} has been printed:\n${output}`);
  }
}
