// One HTTP request, whatever comes back: without the decompression, redirects and retries of fetch,
// and with a CA, and a certificate, of its own.
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  unfinished?: boolean; // the body goes on, but not before the answer
  ca?: string; // a PEM file
  identity?: { certificate: string; key: string }; // PEM files
}

export function request(url: string, options: RequestOptions = {}): Promise<Answer> {
  const { method = "GET", headers = {}, body = "", unfinished = false, ca, identity } = options;
  const { request: send } = url.startsWith("https:") ? https : http;
  const tls = {
    ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
    ...(identity && { cert: readFileSync(identity.certificate), key: readFileSync(identity.key) }),
  };
  return new Promise((resolve, reject) => {
    const sent = send(url, { method, headers, agent: false, ...tls }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => (text += piece));
      response.on("error", reject);
      response.on("end", () => {
        sent.destroy();
        resolve({ status: response.statusCode!, headers: response.headers, body: text });
      });
    });
    sent.on("error", reject);
    if (unfinished) sent.write(body);
    else sent.end(body);
  });
}

export const postJson = (
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  request(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
