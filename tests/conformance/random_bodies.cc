// Prints what the gateway would send to Bedrock for random chat requests, a JSON object a line:
// {"path", "body"}. For a judge that is not written in C++ (tests/e2e/service_model.test.ts).
#include <cstdlib>
#include <iostream>
#include <string>

#include "bedrock/catalogue.h"
#include "config/catalogue_toml.h"
#include "support/chat.h"
#include "translate/random_request.h"

int main(int count, char** arguments) {
  using namespace gw;
  const std::uint64_t seeds = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 100;
  const auto rules = config::builtin_catalogue();
  const bedrock::Catalogue catalogue(rules);
  for (const bedrock::ModelRules& model : rules) {
    std::string id = model.pattern;
    if (id.ends_with('*')) id.back() = '1';
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      Buffer body;
      body.append(translate::RandomRequest(seed).body(id));
      const auto request = openai::parse_chat_request(body.view());
      if (!request) continue;
      const auto exchange = translate::translate_chat(*request, *bedrock::parse_model_id(id),
                                                      catalogue.find(id), {.id = "chatcmpl-1"});
      if (!exchange) continue;
      std::cout << R"({"path":")" << exchange->upstream.path << R"(","body":)";
      // A line of output is one body: outside of its texts JSON has no need for line breaks.
      for (const char c : exchange->upstream.body.view()) std::cout << (c == '\n' ? ' ' : c);
      std::cout << "}\n";
    }
  }
}
