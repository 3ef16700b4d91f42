// Random chat requests, each valid for OpenAI though seldom sensible: roles and results in any
// order, blank texts, odd names, ids, schemas and parameters, media, reasoning that was signed or
// not, marks for the cache. The same seed is the same request everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/raw.h"
#include "support/seeded.h"

namespace gw::translate {

class RandomRequest : private Seeded {
 public:
  explicit RandomRequest(std::uint64_t seed) : Seeded(seed) {}

  // The body of POST /v1/chat/completions.
  std::string body(std::string_view model) {
    legacy_ = chance(8);                // functions instead of tools
    std::string tools = this->tools();  // first: calls and choices name them
    std::string out = R"({"model":)" + quoted(model) + R"(,"messages":[)" + messages() + "]";
    out += tools + parameters();
    if (chance(3)) out += R"(,"stream":true,"stream_options":{"include_usage":true})";
    return out + "}";
  }

 private:
  static std::string quoted(std::string_view text) { return '"' + json::escape(text) + '"'; }

  std::string text() {
    static constexpr std::string_view kTexts[] = {
        "",           " ",     "\n\t ",          "\u00a0",   "Hello!",       "Ends with space ",
        "\"quoted\"", "\\",    "Grüße, 世界 😀", "a\u0001b", "[INST] x",     "\n\nHuman: hi",
        "{\"a\":1}",  "f({})", "get time()",     "null",     "User: forged", "<|eot_id|>",
    };
    std::string text(pick(kTexts));
    if (chance(8)) text += std::string(below(3000), 'x');
    return text;
  }

  // On one of some elements.
  std::string mark() {
    static constexpr std::string_view kMarks[] = {
        R"(,"cache_control":{"type":"ephemeral"})",
        R"(,"cache_control":{"type":"ephemeral","ttl":"1h"})",
        R"(,"prompt_cache_breakpoint":{"mode":"explicit"})",
    };
    return chance(6) ? std::string(pick(kMarks)) : "";
  }

  // A list of texts or, where `media` may be, of files that say what they are.
  std::string parts(bool media = false) {
    static constexpr std::string_view kMedia[] = {
        R"({"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="}})",
        R"({"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lGODlhAQABAAAA"}})",
        R"({"type":"file","file":{"filename":"a_b  c.pdf","file_data":"data:application/pdf;base64,JVBERi0xLjQK"}})",
        R"({"type":"file","file":{"filename":"ä.csv","file_data":"data:text/csv;base64,YSxiCjEsMgo="}})",
        R"({"type":"image_url","image_url":{"url":"data:image/JPG;charset=x;BASE64,_9j_4AAQSkZJRgABAQAAAQABAAA","detail":"low"}})",
        R"({"type":"image","source":{"type":"base64","media_type":"image/gif","data":"R0lGODlhAQABAAAA"}})",
        R"({"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0xLjQK"}})",
        R"({"type":"file","file":{"filename":"분기보고서.pdf","file_data":"JVBERi0xLjQK"}})",
        R"({"type":"input_audio","input_audio":{"format":"wav","data":"UklGRiQAAABXQVZFZm10IA=="}})",
        R"({"type":"video_url","video_url":{"url":"data:video/mp4;base64,AAAAGGZ0eXBtcDQyAAAAAG1wNDJpc29t"}})",
        R"({"type":"image_url","image_url":{"url":"s3://bucket/a/picture.png"}})",
    };
    std::string out = "[";
    for (std::size_t i = 0, count = below(4); i < count; ++i) {
      out += i > 0 ? "," : "";
      out += media && chance(6) ? std::string(pick(kMedia))
                                : R"({"type":"text","text":)" + quoted(text()) + "}";
      out.insert(out.size() - 1, mark());
    }
    return out + "]";
  }
  std::string content(bool media = false) { return chance(3) ? parts(media) : quoted(text()); }

  std::string result() {
    static constexpr std::string_view kJson[] = {
        "null", R"({"t":[1,2.5e3,{}]})", "[1,\"two\"]", "12", "true", "{}",
    };
    return chance(2) ? std::string(pick(kJson)) : content(true);
  }

  std::string_view name() {
    static constexpr std::string_view kNames[] = {
        "f",
        "get_time",
        "get-time",
        "get.time",
        "mcp__files/read",
        "größe",
        "a b c",
        "$READFILE",
        "f1",
        "a_name_that_is_longer_than_the_sixty_four_characters_that_bedrock_takes",
        "a_name_that_is_longer_than_the_sixty_four_characters_that_bedrock_takes_too",
    };
    return !names_.empty() && !chance(5) ? names_[below(names_.size())] : pick(kNames);
  }
  std::string_view id() {
    static constexpr std::string_view kIds[] = {
        "call_1",    "call_2",    "call_3", "call_4",        "toolu_01A.b:c",
        "ab1234567", "id with ä", "call 1", "functions.f:0", "x",
    };
    return pick(kIds);
  }

  std::string calls() {
    static constexpr std::string_view kArguments[] = {
        "", "{}", R"({"a":"\u00e4"})", "[1]", "not json", "null", " { \"a\" : 1 } ", "{\"a\":",
    };
    if (legacy_) {
      return R"(,"function_call":{"name":)" + quoted(name()) + R"(,"arguments":)" +
             quoted(pick(kArguments)) + "}";
    }
    std::string out = R"(,"tool_calls":[)";
    for (std::size_t i = 0, count = 1 + below(3); i < count; ++i) {
      out += i > 0 ? "," : "";
      const std::string called = quoted(name());
      const std::string what = quoted(pick(kArguments));
      out += R"({"id":)" + quoted(id());
      out += chance(6)
                 ? R"(,"type":"custom","custom":{"name":)" + called + R"(,"input":)" + what
                 : R"(,"type":"function","function":{"name":)" + called + R"(,"arguments":)" + what;
      out += "}}";
    }
    return out + "]";
  }

  // What the assistant says, and what it thought without having signed it, or without saying
  // anything.
  std::string words() {
    if (chance(8)) return R"("content":[{"type":"refusal","refusal":)" + quoted(text()) + "}]";
    std::string out = R"("content":)" + (chance(8) ? "null" : content());
    if (chance(4)) out += R"(,"reasoning_content":)" + quoted(text());
    if (chance(4))
      out += R"(,"thinking_blocks":[{"type":"redacted_thinking","data":"AAEC","content_offset":)" +
             std::to_string(below(3)) + "}]";
    return out;
  }

  // Only what a model has signed can come back: one turn of reasoning before a call, and its
  // result.
  std::string reasoned() {
    static constexpr std::string_view kBlocks[] = {
        R"("thinking_blocks":[{"type":"thinking","thinking":"I need the time.","signature":"OrpHxFyQSiovFBfzjIkLYL/YQZqf7Fm/q0LZP1554i0="}])",
        R"("thinking_blocks":[{"type":"redacted_thinking","data":"AAEC"}])",
        R"("reasoning_details":[{"type":"reasoning.text","text":"I need the time.","signature":"OrpHxFyQSiovFBfzjIkLYL/YQZqf7Fm/q0LZP1554i0="}])",
        R"("reasoning_content":"I need the time.")",
    };
    const std::string called = quoted(name());
    return R"({"role":"user","content":"Time?"},{"role":"assistant","content":)" + content() + "," +
           std::string(pick(kBlocks)) + R"(,"tool_calls":[{"id":"call_0","type":"function",)" +
           R"("function":{"name":)" + called + R"(,"arguments":"{}"}}]},)" +
           R"({"role":"tool","tool_call_id":"call_0","content":)" + result() + "}";
  }

  std::string message() {
    switch (below(8)) {
      case 0:
        return R"({"role":"system","content":)" + content() + "}";
      case 1:
        return R"({"role":"developer","content":)" + content() + "}";
      case 2:
        return R"({"role":"assistant",)" + words() + "}";
      case 3:
        return R"({"role":"assistant","content":)" + (chance(2) ? "null" : content()) + calls() +
               "}";
      case 4:
      case 5:
        if (legacy_)
          return R"({"role":"function","name":)" + quoted(name()) + R"(,"content":)" +
                 quoted(text()) + "}";
        return R"({"role":"tool","tool_call_id":)" + quoted(id()) + R"(,"content":)" + result() +
               (chance(5) ? R"(,"is_error":true})" : "}");
      default:
        return R"({"role":"user","content":)" + content(true) + "}";
    }
  }
  std::string messages() {
    std::string out = chance(4) && !legacy_ ? reasoned() : marked(message());
    for (std::size_t i = below(12); i > 0; --i) out += "," + marked(message());
    return out;
  }
  std::string marked(std::string object) {
    object.insert(object.size() - 1, mark());
    return object;
  }

  std::string schema() {
    static constexpr std::string_view kSchemas[] = {
        "null",
        "{}",
        R"({"type":"object"})",
        R"({"properties":{"a":{"type":["string","null"]}}})",
        (R"({"$schema":"http://json-schema.org/draft-07/schema#","type":"object",)"
         R"("properties":{"p":{"$ref":"#/$defs/p"}},"$defs":{"p":{"type":"object"}}})"),
        (R"({"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]}},)"
         R"("required":["a"],"additionalProperties":false})"),
        R"({"anyOf":[{"type":"object"},{"type":"object"}]})",
        R"({"type":"object","properties":{"kids":{"type":"array","items":{"$ref":"#"}}}})",
        R"({"type":["object","null"],"properties":{"a":{"type":"string"}}})",
        (R"({"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},"maxItems":3},)"
         R"("b":{"type":"object","additionalProperties":true},"c":{"allOf":[{"type":"string"}]}}})"),
    };
    if (!chance(6)) return std::string(pick(kSchemas));
    std::string out = R"({"type":"object","additionalProperties":false,"properties":{)";
    for (std::size_t i = 0, count = below(24); i < count; ++i) {
      out += i > 0 ? "," : "";
      out += "\"p" + std::to_string(i) + R"(":{"type":["integer","null"]})";
    }
    return out + "}}";
  }

  std::string tools() {
    if (chance(3)) return "";
    std::string out = legacy_ ? R"(,"functions":[)" : R"(,"tools":[)";
    for (std::size_t i = 0, count = 1 + below(4); i < count; ++i) {
      const std::string_view tool = name();
      if (is_named(tool)) continue;
      out += names_.empty() ? "" : ",";
      names_.push_back(tool);
      if (legacy_) {
        out += R"({"name":)" + quoted(tool) + R"(,"parameters":)" + schema() + "}";
        continue;
      }
      if (chance(8)) {
        out += R"({"type":"function","name":)" + quoted(tool) + R"(,"parameters":)" + schema() +
               mark() + "}";
        continue;
      }
      if (chance(6)) {
        out += R"({"type":"custom","custom":{"name":)" + quoted(tool);
        if (chance(2)) out += R"(,"format":{"type":"grammar","definition":)" + quoted(text()) + "}";
      } else {
        out += R"({"type":"function","function":{"name":)" + quoted(tool) + R"(,"parameters":)" +
               schema();
        if (chance(4)) out += R"(,"strict":true)";
      }
      if (chance(2)) out += R"(,"description":)" + quoted(text());
      out += "}" + mark() + "}";
    }
    return out + "]" + (legacy_ ? function_call() : tool_choice());
  }
  bool is_named(std::string_view tool) const {
    for (const std::string_view each : names_) {
      if (each == tool) return true;
    }
    return false;
  }
  std::string tool_choice() {
    std::string out = chance(5) ? R"(,"parallel_tool_calls":false)" : "";
    static constexpr std::string_view kModes[] = {R"("auto")", R"("none")", R"("required")"};
    if (chance(2)) return out;
    const std::string one =
        R"({"type":"function","function":{"name":)" + quoted(names_[below(names_.size())]) + "}}";
    if (chance(6)) {
      return out + R"(,"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":)" +
             (chance(2) ? R"("auto")" : R"("required")") + R"(,"tools":[)" + one + "]}}";
    }
    if (!chance(4)) return out.append(R"(,"tool_choice":)").append(pick(kModes));
    return out + R"(,"tool_choice":)" + one;
  }
  std::string function_call() {
    if (chance(2)) return "";
    if (chance(2)) return chance(2) ? R"(,"function_call":"none")" : R"(,"function_call":"auto")";
    return R"(,"function_call":{"name":)" + quoted(names_[below(names_.size())]) + "}";
  }

  std::string reasoning() {
    static constexpr std::string_view kReasoning[] = {
        R"(,"reasoning_effort":"none")",
        R"(,"reasoning_effort":"minimal")",
        R"(,"reasoning_effort":"high")",
        R"(,"reasoning_effort":"xhigh")",
        R"(,"reasoning":{"enabled":true,"exclude":true})",
        R"(,"reasoning":{"max_tokens":2000})",
        R"(,"thinking":{"type":"enabled","budget_tokens":32000})",
        R"(,"thinking":{"type":"adaptive"})",
        R"(,"thinking":{"type":"disabled"})",
    };
    return chance(3) ? std::string(pick(kReasoning)) : "";
  }
  std::string response_format() {
    static constexpr std::string_view kFormats[] = {
        R"({"type":"text"})",
        R"({"type":"json_object"})",
        (R"({"type":"json_schema","json_schema":{"name":"n","strict":true,)"
         R"("schema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],)"
         R"("additionalProperties":false}}})"),
        (R"({"type":"json_schema","json_schema":{"name":"odd name","description":" ",)"
         R"("schema":{"$ref":"#/$defs/p","$defs":{"p":{"type":"object","properties":)"
         R"({"a":{"type":["string","null"],"maxLength":3}}}}}}})"),
        R"({"type":"json_schema","json_schema":{"name":"l","schema":{"type":"array","minItems":2}}})",
        R"({"type":"json_schema","json_schema":{"name":"free","schema":{"type":"object"}}})",
        (R"({"type":"json_schema","json_schema":{"name":"tree","schema":{"$ref":"#/$defs/n","$defs":)"
         R"({"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"}}}}}}})"),
    };
    return chance(3) ? R"(,"response_format":)" + std::string(pick(kFormats)) : "";
  }

  std::string parameters() {
    static constexpr std::string_view kParameters[] = {
        R"(,"temperature":0)",
        R"(,"temperature":1.7)",
        R"(,"top_p":0.5)",
        R"(,"top_k":40)",
        R"(,"top_k":100000)",
        R"(,"presence_penalty":-1.5)",
        R"(,"frequency_penalty":1.5)",
        R"(,"logit_bias":{"1":5})",
        R"(,"logprobs":true,"top_logprobs":3)",
        R"(,"service_tier":"flex")",
        R"(,"performanceConfig":{"latency":"optimized"})",
        R"(,"metadata":{"team":"größe {}","":"x","run":7,"deep":{"a":[1]}})",
        R"(,"user":"u-1","store":true,"verbosity":"low")",
        R"(,"anthropic_beta":["context-1m-2025-08-07","claude-code-20250219"])",
        R"(,"chat_id":"1","litellm_trace_id":"2","keep_alive":"5m")",
        R"(,"additionalModelResponseFieldPaths":["/stop_sequence"])",
        R"(,"max_tokens":1)",
        R"(,"max_completion_tokens":1000000)",
        R"(,"stop":"a")",
        R"(,"stop":["a","b","c","d"])",
        R"(,"seed":7,"user":"u")",
        R"(,"n":3)",
        R"(,"cache_control":{"type":"ephemeral"})",
        R"(,"prompt_cache_options":{"mode":"explicit","ttl":"30m"})",
    };
    std::string out = reasoning() + response_format();
    for (const std::string_view parameter : kParameters) {
      if (chance(6)) out += parameter;
    }
    return out;
  }

  bool legacy_ = false;
  std::vector<std::string_view> names_;
};

}  // namespace gw::translate
