// What clients say about caching the beginning of their prompts: cache_control, as in Anthropic's
// API, on parts, messages, tools and the request; prompt_cache_breakpoint, prompt_cache_options and
// prompt_cache_retention of OpenAI's.
#pragma once

#include "llm/parse.h"
#include "openai/chat_request.h"

namespace gw::openai {

// The mark on an element, if there is one: cache_control {"type": "ephemeral", "ttl": "5m" or
// "1h"}, or prompt_cache_breakpoint {"mode": "explicit", "ttl": "30m" or "12h"}.
llm::Expected<llm::CacheMark> read_cache_mark(json::Object element, const llm::Path& path,
                                              llm::Request& request);

// Members of the request itself.
llm::Expected<> read_cache_control(json::Value value, const llm::Path& path, llm::Request& request);
llm::Expected<> read_prompt_cache_options(json::Value value, const llm::Path& path,
                                          llm::Request& request);
llm::Expected<> read_prompt_cache_retention(json::Value value, const llm::Path& path,
                                            llm::Request& request);
llm::Expected<> read_prompt_cache_key(json::Value value, const llm::Path& path,
                                      llm::Request& request);

}  // namespace gw::openai
