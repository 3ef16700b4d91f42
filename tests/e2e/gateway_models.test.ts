// Every model of the founding document answers, whole and streamed, through both of Bedrock's
// forms: the simulator refuses what the model would refuse.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Gateway, textOf } from "./lib/gateway.ts";
import { seedModels } from "./lib/models.ts";
import { echo, Simulator } from "./lib/simulator.ts";

let simulator: Simulator;
before(async () => {
  simulator = await Simulator.start();
});
after(() => simulator.stop());

const invokeAll = seedModels
  .map((model) => `[[model]]\npattern = "${model}"\napi = "invoke"\n`)
  .join("\n");

// More than any of these models takes as it is: what one refuses, the gateway has to work around.
const conversation = (model: string) => ({
  model,
  messages: [
    { role: "system" as const, content: "Be brief." },
    { role: "user" as const, content: "One?" },
    { role: "assistant" as const, content: "One." },
    { role: "user" as const, content: 'Two, "quoted" and 世界?' },
  ],
  max_tokens: 300,
  temperature: 0.5,
});

for (const form of ["converse", "invoke"]) {
  describe(`through ${form}`, () => {
    let gateway: Gateway;
    before(async () => {
      gateway = await Gateway.start({ simulator, config: form === "invoke" ? invokeAll : "" });
    });
    after(() => gateway.stop());

    for (const model of seedModels) {
      test(model, async () => {
        await simulator.reset();
        const simple = { model, messages: [{ role: "user" as const, content: "Hello!" }] };
        const whole = await gateway.client().chat.completions.create(simple);
        assert.equal(whole.model, model);
        assert.equal(whole.choices[0]!.message.content!.trim(), echo(model, "Hello!"));
        assert.equal(whole.choices[0]!.finish_reason, "stop");
        assert.ok(whole.usage!.prompt_tokens > 0);
        assert.ok(whole.usage!.completion_tokens > 0);

        const stream = await gateway.client().chat.completions.create({ ...simple, stream: true });
        assert.equal((await textOf(stream)).trim(), echo(model, "Hello!"));

        const longer = await gateway.client().chat.completions.create(conversation(model));
        assert.match(longer.choices[0]!.message.content!, /Two, "quoted" and 世界\?/);

        const seen = await simulator.requests();
        const suffix =
          form === "converse"
            ? ["converse", "converse-stream"]
            : ["invoke", "invoke-with-response-stream"];
        assert.deepEqual(
          seen.map((each) => each.target.split("/").at(-1)),
          [suffix[0], suffix[1], suffix[0]],
        );
      });
    }
  });
}
