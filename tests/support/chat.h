// A chat request as its door has it translated: what tests of translations begin with.
#pragma once

#include <cstdint>
#include <string>

#include "openai/chat_answers.h"
#include "openai/think_tags.h"
#include "translate/request.h"

namespace gw::translate {

struct ChatOptions {
  Options options;
  std::string id{};
  std::int64_t created = 0;
  bool think_tags = false;
};

inline llm::Expected<Exchange> translate_chat(openai::ChatRequest request,
                                              const bedrock::ModelId& model,
                                              const bedrock::ModelRules& rules,
                                              const ChatOptions& chat = {}) {
  if (chat.think_tags) openai::remove_thoughts(request.common);
  const openai::ChatAnswers answers(request, {chat.id, chat.created, chat.think_tags});
  return translate({request.common, openai::spell_chat, answers}, model, rules, chat.options);
}

}  // namespace gw::translate
