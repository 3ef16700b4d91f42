// Every place from which AWS's tools take credentials, in front of one simulator: the environment
// and the files that lead there. The gateway and AWS's own SDK are given the same.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { credentials, type Service, type Simulator } from "./simulator.ts";

export const role = "arn:aws:iam::123456789012:role/bedrock-gateway-role";

// The home directory of one process, with its shared files.
export class Home {
  readonly path = mkdtempSync(join(tmpdir(), "gateway-home-"));

  write(name: string, content: string): string {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }
  config(text: string): void {
    this.write(".aws/config", text);
  }
  credentials(text: string): void {
    this.write(".aws/credentials", text);
  }
  ssoToken(session: string, token: Record<string, unknown>): string {
    const name = createHash("sha1").update(session).digest("hex");
    return this.write(`.aws/sso/cache/${name}.json`, JSON.stringify(token));
  }
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export interface Source {
  name: string;
  service: Service; // that has to answer
  origin: RegExp; // as the gateway's log calls it
  // Writes the files; gives the variables.
  prepare(home: Home, simulator: Simulator): Record<string, string>;
}

export const inHours = (hours: number): string =>
  new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+/, "");

export const pair =
  `aws_access_key_id = ${credentials.accessKeyId}\n` +
  `aws_secret_access_key = ${credentials.secretAccessKey}\n`;

export const ssoConfig =
  "[default]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = developer\n" +
  "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.awsapps.com/start\n" +
  "sso_registration_scopes = sso:account:access\n";

export const sources: Source[] = [
  {
    name: "credential_process",
    service: "container", // which the program asks
    origin: /profile 'default'/,
    prepare(home, simulator) {
      const rename = `s/"Token"/"SessionToken"/; s/{/{"Version":1,/`;
      const program = home.write(
        "my helper.sh",
        `#!/bin/sh\ncurl -sf "$1/v2/credentials/x" | sed '${rename}'\n`,
      );
      home.config(`[default]\ncredential_process = sh "${program}" ${simulator.url}\n`);
      return { PATH: process.env.PATH! };
    },
  },
  {
    name: "a role with source_profile",
    service: "sts",
    origin: /profile 'dev'/,
    prepare(home) {
      home.credentials(`[base]\n${pair}`);
      home.config(
        `[profile dev]\nrole_arn = ${role}\nsource_profile = base\nrole_session_name = me\n`,
      );
      return { AWS_PROFILE: "dev" };
    },
  },
  {
    name: "a role with credential_source",
    service: "sts",
    origin: /profile 'dev'/,
    prepare(home, simulator) {
      home.config(`[profile dev]\nrole_arn = ${role}\ncredential_source = EcsContainer\n`);
      return {
        AWS_PROFILE: "dev",
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${simulator.url}/v2/credentials/abc`,
      };
    },
  },
  {
    name: "a profile's web identity",
    service: "sts",
    origin: /profile 'dev'/,
    prepare(home) {
      const file = home.write("token", "EXAMPLE-WEB-IDENTITY-TOKEN");
      home.config(`[profile dev]\nrole_arn = ${role}\nweb_identity_token_file = ${file}\n`);
      return { AWS_PROFILE: "dev" };
    },
  },
  {
    name: "an SSO profile of the old form",
    service: "sso-portal",
    origin: /profile 'default'/,
    prepare(home) {
      const start = "https://corp.awsapps.com/start";
      home.config(
        `[default]\nsso_start_url = ${start}\nsso_region = us-east-1\n` +
          "sso_account_id = 123456789012\nsso_role_name = developer\n",
      );
      home.ssoToken(start, { accessToken: "EXAMPLE-SSO-ACCESS-TOKEN", expiresAt: inHours(8) });
      return {};
    },
  },
  {
    name: "a web identity (IRSA)",
    service: "sts",
    origin: /web identity token file/,
    prepare(home) {
      const file = home.write("token", "EXAMPLE-WEB-IDENTITY-TOKEN");
      return { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: role };
    },
  },
  {
    name: "an SSO session",
    service: "sso-portal",
    origin: /profile 'default'/,
    prepare(home) {
      home.config(ssoConfig);
      home.ssoToken("corp", { accessToken: "EXAMPLE-SSO-ACCESS-TOKEN", expiresAt: inHours(8) });
      return {};
    },
  },
  {
    name: "a container (ECS)",
    service: "container",
    origin: /container's endpoint/,
    prepare(_home, simulator) {
      return { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${simulator.url}/v2/credentials/abc` };
    },
  },
  {
    name: "a container (EKS Pod Identity)",
    service: "container",
    origin: /container's endpoint/,
    prepare(home, simulator) {
      return {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${simulator.url}/v1/credentials`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: home.write("token", "EXAMPLE-CONTAINER-TOKEN"),
      };
    },
  },
  {
    name: "an instance (IMDSv2)",
    service: "metadata",
    origin: /instance metadata service/,
    prepare(_home, simulator) {
      return {
        AWS_EC2_METADATA_DISABLED: "false",
        AWS_EC2_METADATA_SERVICE_ENDPOINT: simulator.url,
      };
    },
  },
];

// What every process gets: where the services are, and a home.
export const common = (home: Home, simulator: Simulator): Record<string, string> => ({
  HOME: home.path,
  AWS_REGION: "us-east-1",
  AWS_ENDPOINT_URL_STS: simulator.url,
  AWS_ENDPOINT_URL_SSO: simulator.url,
  AWS_ENDPOINT_URL_SSO_OIDC: simulator.url,
});
