// The models that the lists show, with the geographies of their inference profiles. Not what
// the simulator answers for: that is for the catalogue to say, which also knows whole families.
#pragma once

#include <string_view>

namespace gw::simulator {

struct ListedModel {
  std::string_view id;
  std::string_view name;
  std::string_view profiles;  // "us eu global"
  // "images": takes them; "profile-only": the list says that it is not called by its bare id;
  // "counts": CountTokens knows it; "embedding": makes vectors.
  std::string_view traits;
};

// clang-format off
inline constexpr ListedModel kListedModels[] = {
    {"ai21.jamba-1-5-large-v1:0", "Jamba 1.5 Large", "", ""},
    {"ai21.jamba-1-5-mini-v1:0", "Jamba 1.5 Mini", "", ""},
    {"ai21.jamba-instruct-v1:0", "Jamba-Instruct", "", ""},
    {"amazon.nova-2-lite-v1:0", "Nova 2 Lite", "eu global jp us", "images profile-only"},
    {"amazon.nova-2-multimodal-embeddings-v1:0", "Nova Multimodal Embeddings", "", "images embedding"},
    {"amazon.nova-lite-v1:0", "Nova Lite", "apac ca eu us", "images"},
    {"amazon.nova-micro-v1:0", "Nova Micro", "apac eu us", ""},
    {"amazon.nova-pro-v1:0", "Nova Pro", "apac eu us", "images"},
    {"amazon.titan-embed-g1-text-02", "Titan Text Embeddings v2", "", "embedding"},
    {"amazon.titan-embed-image-v1", "Titan Multimodal Embeddings G1", "", "images embedding"},
    {"amazon.titan-embed-text-v1", "Titan Embeddings G1 - Text", "", "embedding"},
    {"amazon.titan-embed-text-v2:0", "Titan Text Embeddings V2", "", "embedding"},
    {"amazon.titan-text-express-v1", "Titan Text Express", "", ""},
    {"amazon.titan-text-lite-v1", "Titan Text Lite", "", ""},
    {"amazon.titan-text-premier-v1:0", "Titan Text Premier", "", ""},
    {"amazon.titan-tg1-large", "Titan Text Large", "", ""},
    {"anthropic.claude-3-5-haiku-20241022-v1:0", "Claude 3.5 Haiku", "us", "profile-only counts"},
    {"anthropic.claude-3-sonnet-20240229-v1:0", "Claude 3 Sonnet", "apac eu us", "images"},
    {"anthropic.claude-fable-5", "Claude Fable 5", "eu global us us-gov", "images profile-only"},
    {"anthropic.claude-fable-5-1", "Claude Fable 5.1", "eu global us us-gov", "images profile-only"},
    {"anthropic.claude-fable-5-2", "Claude Fable 5.2", "global us", "images profile-only"},
    {"anthropic.claude-haiku-4-5-20251001-v1:0", "Claude Haiku 4.5", "au eu global in jp us us-gov", "images profile-only counts"},
    {"anthropic.claude-haiku-5-5", "Claude Haiku 5.5", "au eu global jp us", "images profile-only"},
    {"anthropic.claude-opus-4-5-20251101-v1:0", "Claude Opus 4.5", "eu global us us-gov", "images profile-only counts"},
    {"anthropic.claude-opus-4-6-v1", "Claude Opus 4.6", "au eu global us us-gov", "images profile-only counts"},
    {"anthropic.claude-opus-4-7", "Claude Opus 4.7", "au eu global jp us us-gov", "images profile-only counts"},
    {"anthropic.claude-opus-4-8", "Claude Opus 4.8", "au eu global jp us us-gov", "images profile-only counts"},
    {"anthropic.claude-opus-5", "Claude Opus 5", "au eu global in jp us us-gov", "images profile-only"},
    {"anthropic.claude-opus-5-5", "Claude Opus 5.5", "au eu global jp us us-gov", "images profile-only"},
    {"anthropic.claude-sonnet-4-5-20250929-v1:0", "Claude Sonnet 4.5", "au eu global jp us us-gov", "images profile-only counts"},
    {"anthropic.claude-sonnet-4-6", "Claude Sonnet 4.6", "au eu global jp us us-gov", "images profile-only counts"},
    {"anthropic.claude-sonnet-5", "Claude Sonnet 5", "au eu global in jp us us-gov", "images profile-only"},
    {"anthropic.claude-sonnet-5-5", "Claude Sonnet 5.5", "au eu global us", "images profile-only"},
    {"anthropic.claude-v2", "Claude", "", ""},
    {"anthropic.claude-v2:1", "Claude", "", ""},
    {"cohere.command-light-text-v14", "Command Light", "", ""},
    {"cohere.command-r-plus-v1:0", "Command R+", "", ""},
    {"cohere.command-r-v1:0", "Command R", "", ""},
    {"cohere.command-text-v14", "Command", "", ""},
    {"cohere.embed-english-v3", "Embed English", "", "images embedding"},
    {"cohere.embed-multilingual-v3", "Embed Multilingual", "", "images embedding"},
    {"cohere.embed-v4:0", "Embed v4", "eu global us", "images embedding"},
    {"deepseek.r1-v1:0", "DeepSeek-R1", "us", "profile-only"},
    {"deepseek.v3-v1:0", "DeepSeek-V3.1", "", ""},
    {"deepseek.v3.2", "DeepSeek-V3.2", "", ""},
    {"deepseek.v3.2-v1:0", "DeepSeek-V3.2", "", ""},
    {"meta.llama3-1-70b-instruct-v1:0", "Llama 3.1 70B", "us", "profile-only"},
    {"meta.llama3-1-8b-instruct-v1:0", "Llama 3.1 8B", "us", "profile-only"},
    {"meta.llama3-2-1b-instruct-v1:0", "Llama 3.2 1B", "eu us", "profile-only"},
    {"meta.llama3-3-70b-instruct-v1:0", "Llama 3.3 70B", "us", "profile-only"},
    {"meta.llama3-70b-instruct-v1:0", "Llama 3 70B", "", ""},
    {"meta.llama3-8b-instruct-v1:0", "Llama 3 8B", "", ""},
    {"meta.llama4-maverick-17b-instruct-v1:0", "Llama 4 Maverick 17B", "us", "images profile-only"},
    {"meta.llama4-scout-17b-instruct-v1:0", "Llama 4 Scout 17B", "us", "images profile-only"},
    {"mistral.devstral-2-123b", "Devstral 2 123B", "", ""},
    {"mistral.magistral-small-2509", "Magistral Small 2509", "", "images"},
    {"mistral.ministral-3-14b-instruct", "Ministral 14B 3.0", "", "images"},
    {"mistral.ministral-3-3b-instruct", "Ministral 3B", "", "images"},
    {"mistral.ministral-3-8b-instruct", "Ministral 3 8B", "", "images"},
    {"mistral.mistral-7b-instruct-v0:2", "Mistral 7B Instruct", "", ""},
    {"mistral.mistral-large-2402-v1:0", "Mistral Large", "", ""},
    {"mistral.mistral-large-3-675b-instruct", "Mistral Large 3", "", "images"},
    {"mistral.mistral-small-2402-v1:0", "Mistral Small", "", ""},
    {"mistral.mixtral-8x7b-instruct-v0:1", "Mixtral 8x7B", "", ""},
    {"mistral.pixtral-large-2502-v1:0", "Pixtral Large", "eu us", "images profile-only"},
    {"openai.gpt-oss-120b-1:0", "gpt-oss-120b", "us-gov", ""},
    {"openai.gpt-oss-20b-1:0", "gpt-oss-20b", "us-gov", ""},
    {"qwen.qwen3-235b-a22b-2507-v1:0", "Qwen3 235B A22B 2507", "", ""},
    {"qwen.qwen3-32b-v1:0", "Qwen3 32B", "", ""},
    {"qwen.qwen3-coder-30b-a3b-v1:0", "Qwen3 Coder 30B", "", ""},
    {"qwen.qwen3-coder-480b-a35b-v1:0", "Qwen3 Coder 480B", "", ""},
    {"qwen.qwen3-coder-next", "Qwen3 Coder Next", "", ""},
    {"qwen.qwen3-next-80b-a3b", "Qwen3 Next 80B A3B", "", ""},
    {"qwen.qwen3-vl-235b-a22b", "Qwen3 VL 235B A22B", "", "images"},
    {"twelvelabs.marengo-embed-2-7-v1:0", "Marengo Embed v2.7", "eu us", "images embedding"},
    {"twelvelabs.marengo-embed-3-0-v1:0", "Marengo Embed 3.0", "eu us", "images profile-only embedding"},
    {"writer.palmyra-x4-v1:0", "Palmyra X4", "us", "profile-only"},
    {"writer.palmyra-x5-v1:0", "Palmyra X5", "us", "profile-only"},
};
// clang-format on

}  // namespace gw::simulator
