#include <algorithm>
#include <array>
#include <string_view>

#include "openai/chat_extensions.h"

namespace gw::openai {

namespace {

using namespace std::string_view_literals;

// In alphabetical order.
constexpr std::array kForeign{
    // What proxies and SDKs are told, not models; keys among it must not travel on.
    "allowed_openai_params"sv,
    "api_base"sv,
    "api_key"sv,
    "api_version"sv,
    "azure_ad_token"sv,
    "background_tasks"sv,
    "base_url"sv,
    "best_of"sv,
    "cache"sv,
    "cache_prompt"sv,
    "caching"sv,
    "chat_id"sv,
    "chat_template"sv,
    "chat_template_kwargs"sv,
    "context_window_fallback_dict"sv,
    "conversation_id"sv,
    "conversationId"sv,
    "custom_llm_provider"sv,
    "data_sources"sv,
    "drop_params"sv,
    "dynatemp_range"sv,
    "early_stopping"sv,
    "echo"sv,
    "endpoint"sv,
    "endpointType"sv,
    "extra_body"sv,
    "extra_headers"sv,
    "extra_query"sv,
    "fallbacks"sv,
    "features"sv,
    "files"sv,
    "filter_ids"sv,
    "format"sv,
    "functions_metadata"sv,
    "grammar"sv,
    "guided_choice"sv,
    "guided_grammar"sv,
    "guided_json"sv,
    "guided_regex"sv,
    "iconURL"sv,
    "id"sv,
    "id_slot"sv,
    "ignore_eos"sv,
    "imageDetail"sv,
    "include_reasoning"sv,
    "input_cost_per_token"sv,
    "keep_alive"sv,
    "length_penalty"sv,
    "logger_fn"sv,
    "max_retries"sv,
    "message_id"sv,
    "min_tokens"sv,
    "mirostat"sv,
    "mirostat_eta"sv,
    "mirostat_tau"sv,
    "mock_response"sv,
    "modelLabel"sv,
    "model_info"sv,
    "model_item"sv,
    "models"sv,
    "n_predict"sv,
    "name"sv,
    "no-log"sv,
    "num_ctx"sv,
    "num_predict"sv,
    "num_retries"sv,
    "options"sv,
    "organization"sv,
    "output_cost_per_token"sv,
    "params"sv,
    "parentMessageId"sv,
    "parent_id"sv,
    "plugins"sv,
    "preset"sv,
    "preset_cache_key"sv,
    "priority"sv,
    "promptPrefix"sv,
    "provider"sv,
    "proxy_server_request"sv,
    "raw"sv,
    "repeat_last_n"sv,
    "repeat_penalty"sv,
    "request_timeout"sv,
    "resendFiles"sv,
    "route"sv,
    "samplers"sv,
    "session_id"sv,
    "skip_special_tokens"sv,
    "slot_id"sv,
    "spaces_between_special_tokens"sv,
    "spec"sv,
    "tags"sv,
    "task"sv,
    "template"sv,
    "tfs_z"sv,
    "think"sv,
    "timeout"sv,
    "timings_per_token"sv,
    "title"sv,
    "tool_ids"sv,
    "tool_servers"sv,
    "trace_id"sv,
    "transforms"sv,
    "ttl"sv,
    "typical_p"sv,
    "usage"sv,
    "use_beam_search"sv,
    "user_config"sv,
    "variables"sv};

constexpr std::array kForeignPrefixes{"langfuse_"sv, "litellm_"sv, "dry_"sv, "xtc_"sv};

}  // namespace

bool is_foreign(std::string_view member) {
  return std::ranges::find(kForeign, member) != kForeign.end() ||
         std::ranges::any_of(kForeignPrefixes,
                             [&](std::string_view prefix) { return member.starts_with(prefix); });
}

}  // namespace gw::openai
