// A small catalogue for the tests of this folder: one model a native format, and some that refuse.
#pragma once

#include <string>
#include <string_view>

#include "simulator/model.h"

namespace gw::simulator {

inline const bedrock::Catalogue& test_catalogue() {
  using enum bedrock::NativeFormat;
  using bedrock::ModelRules;
  static const bedrock::Catalogue kCatalogue({
      ModelRules{.pattern = "ai21.jamba", .native = jamba},
      ModelRules{.pattern = "amazon.titan",
                 .native = titan_text,
                 .system = false,
                 .max_stop_sequences = 1,
                 .tools = false},
      ModelRules{.pattern = "anthropic.claude-v2", .native = claude_text},
      ModelRules{.pattern = "anthropic.claude-v2:1", .native = claude_text},
      ModelRules{.pattern = "anthropic.claude-3", .native = claude_messages},
      ModelRules{.pattern = "anthropic.claude-4-5",
                 .native = claude_messages,
                 .blank_stop = false,
                 .sampling = bedrock::Sampling::one_of,
                 .strict_tools = true,
                 .max_images = 1,
                 .max_image_bytes = 8},
      ModelRules{.pattern = "anthropic.claude-cache",
                 .native = claude_messages,
                 .strict_tools = true,
                 .json_schema = true,
                 .cache_points = 4,
                 .cache_hour = true},
      ModelRules{.pattern = "anthropic.claude-budget",
                 .native = claude_messages,
                 .reasoning = bedrock::Reasoning::budget,
                 .reasoning_replay = bedrock::ReasoningReplay::signed_blocks},
      ModelRules{.pattern = "anthropic.claude-adaptive",
                 .native = claude_messages,
                 .reasoning = bedrock::Reasoning::adaptive,
                 .efforts = {"low", "high"},
                 .reasoning_replay = bedrock::ReasoningReplay::signed_blocks},
      ModelRules{.pattern = "amazon.nova-cache", .cache_points = 4, .cache_tools = false},
      ModelRules{.pattern = "cohere.unguarded", .guardrails = false},
      ModelRules{.pattern = "anthropic.claude-5",
                 .native = claude_messages,
                 .prefill = false,
                 .sampling = bedrock::Sampling::none},
      ModelRules{.pattern = "anthropic.claude-sonnet-4-5-20250929-v1:0", .native = claude_messages},
      ModelRules{.pattern = "cohere.command-r-v1:0",
                 .status = bedrock::Status::end_of_life,
                 .end_of_life = "2026-08-19"},
      ModelRules{.pattern = "cohere.command-text-v14",
                 .status = bedrock::Status::end_of_life,
                 .end_of_life = "2025-08"},
      ModelRules{.pattern = "cohere.command", .native = command, .history = false},
      ModelRules{.pattern = "cohere.command-r", .native = command_r},
      ModelRules{.pattern = "meta.llama3",
                 .native = llama3,
                 .stop = false,
                 .max_output = 2048,
                 .media = {}},
      ModelRules{.pattern = "meta.llama3-1",
                 .stream_tools = false,
                 .forced_tool = bedrock::ForcedTool::none,
                 .tool_text = false,
                 .tool_status = false},
      ModelRules{.pattern = "anthropic.claude-flags",
                 .family = "claude-4",
                 .beta_flags = {"context-1m-2025-08-07"}},
      ModelRules{.pattern = "anthropic.claude-plain",
                 .family = "claude",
                 .sampling = bedrock::Sampling::none},
      ModelRules{.pattern = "amazon.nova", .family = "nova"},
      ModelRules{.pattern = "mistral.7b", .native = mistral_prompt},
      ModelRules{.pattern = "mistral.large", .tool_ids = bedrock::ToolIds::mistral},
  });
  return kCatalogue;
}

inline Model test_model(std::string_view id) { return *find_model(test_catalogue(), id); }

}  // namespace gw::simulator
