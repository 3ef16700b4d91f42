// The text models that the lists show, with the geographies of their inference profiles. Not what
// the simulator answers for: that is for the catalogue to say, which also knows whole families.
#pragma once

#include <string_view>

namespace gw::simulator {

struct ListedModel {
  std::string_view id;
  std::string_view profiles;  // "us eu global"
  bool images;                // takes them
};

// clang-format off
inline constexpr ListedModel kListedModels[] = {
    {"ai21.jamba-1-5-large-v1:0", "", false},
    {"ai21.jamba-1-5-mini-v1:0", "", false},
    {"ai21.jamba-instruct-v1:0", "", false},
    {"amazon.nova-2-lite-v1:0", "eu global jp us", true},
    {"amazon.nova-lite-v1:0", "apac ca eu us", true},
    {"amazon.nova-micro-v1:0", "apac eu us", false},
    {"amazon.nova-pro-v1:0", "apac eu us", true},
    {"amazon.titan-text-express-v1", "", false},
    {"amazon.titan-text-lite-v1", "", false},
    {"amazon.titan-text-premier-v1:0", "", false},
    {"amazon.titan-tg1-large", "", false},
    {"anthropic.claude-3-5-haiku-20241022-v1:0", "us", false},
    {"anthropic.claude-3-sonnet-20240229-v1:0", "apac eu us", true},
    {"anthropic.claude-fable-5", "eu global us us-gov", true},
    {"anthropic.claude-fable-5-1", "eu global us us-gov", true},
    {"anthropic.claude-fable-5-2", "global us", true},
    {"anthropic.claude-haiku-4-5-20251001-v1:0", "au eu global in jp us us-gov", true},
    {"anthropic.claude-haiku-5-5", "au eu global jp us", true},
    {"anthropic.claude-opus-4-5-20251101-v1:0", "eu global us us-gov", true},
    {"anthropic.claude-opus-4-6-v1", "au eu global us us-gov", true},
    {"anthropic.claude-opus-4-7", "au eu global jp us us-gov", true},
    {"anthropic.claude-opus-4-8", "au eu global jp us us-gov", true},
    {"anthropic.claude-opus-5", "au eu global in jp us us-gov", true},
    {"anthropic.claude-opus-5-5", "au eu global jp us us-gov", true},
    {"anthropic.claude-sonnet-4-5-20250929-v1:0", "au eu global jp us us-gov", true},
    {"anthropic.claude-sonnet-4-6", "au eu global jp us us-gov", true},
    {"anthropic.claude-sonnet-5", "au eu global in jp us us-gov", true},
    {"anthropic.claude-sonnet-5-5", "au eu global us", true},
    {"anthropic.claude-v2", "", false},
    {"anthropic.claude-v2:1", "", false},
    {"cohere.command-light-text-v14", "", false},
    {"cohere.command-r-plus-v1:0", "", false},
    {"cohere.command-r-v1:0", "", false},
    {"cohere.command-text-v14", "", false},
    {"deepseek.r1-v1:0", "us", false},
    {"deepseek.v3-v1:0", "", false},
    {"deepseek.v3.2", "", false},
    {"deepseek.v3.2-v1:0", "", false},
    {"meta.llama3-1-70b-instruct-v1:0", "us", false},
    {"meta.llama3-1-8b-instruct-v1:0", "us", false},
    {"meta.llama3-2-1b-instruct-v1:0", "eu us", false},
    {"meta.llama3-3-70b-instruct-v1:0", "us", false},
    {"meta.llama3-70b-instruct-v1:0", "", false},
    {"meta.llama3-8b-instruct-v1:0", "", false},
    {"meta.llama4-maverick-17b-instruct-v1:0", "us", true},
    {"meta.llama4-scout-17b-instruct-v1:0", "us", true},
    {"mistral.devstral-2-123b", "", false},
    {"mistral.magistral-small-2509", "", true},
    {"mistral.ministral-3-14b-instruct", "", true},
    {"mistral.ministral-3-3b-instruct", "", true},
    {"mistral.ministral-3-8b-instruct", "", true},
    {"mistral.mistral-7b-instruct-v0:2", "", false},
    {"mistral.mistral-large-2402-v1:0", "", false},
    {"mistral.mistral-large-3-675b-instruct", "", true},
    {"mistral.mistral-small-2402-v1:0", "", false},
    {"mistral.mixtral-8x7b-instruct-v0:1", "", false},
    {"mistral.pixtral-large-2502-v1:0", "eu us", true},
    {"openai.gpt-oss-120b-1:0", "us-gov", false},
    {"openai.gpt-oss-20b-1:0", "us-gov", false},
    {"qwen.qwen3-235b-a22b-2507-v1:0", "", false},
    {"qwen.qwen3-32b-v1:0", "", false},
    {"qwen.qwen3-coder-30b-a3b-v1:0", "", false},
    {"qwen.qwen3-coder-480b-a35b-v1:0", "", false},
    {"qwen.qwen3-coder-next", "", false},
    {"qwen.qwen3-next-80b-a3b", "", false},
    {"qwen.qwen3-vl-235b-a22b", "", true},
    {"writer.palmyra-x4-v1:0", "us", false},
    {"writer.palmyra-x5-v1:0", "us", false},
};
// clang-format on

}  // namespace gw::simulator
