// Makes an answer of any bytes, in an order that llm/answer.h allows.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "support/said.h"

namespace gw::translate {

// Says something with each byte; what is open at the end is closed, but for calls, where the answer
// may be cut off.
class Speaker {
 public:
  // Only in a stream calls may be open at the same time.
  static Said speak(std::string_view bytes, bool stream) {
    Speaker speaker(stream);
    for (const char byte : bytes) speaker.say(static_cast<std::uint8_t>(byte));
    return speaker.finish(bytes.size());
  }

 private:
  using Kind = Said::Kind;
  explicit Speaker(bool stream) : stream_(stream) {}
  enum class Open { nothing, text, reasoning };
  static constexpr std::array<std::string_view, 3> kArguments{R"({\"x\":)", R"([\"\\n é \u4f60\"])",
                                                              "}"};

  void say(unsigned byte) {
    static constexpr std::array<std::string_view, 6> kTexts{
        "a", "\\n\\n", R"(\"q\" \\)", R"(\ud83d\ude00)", "é世界", "data: x"};
    const std::string_view text = kTexts[byte / 8 % kTexts.size()];
    switch (byte % 8) {
      case 0:
        return open(Open::text), add(Kind::text, text);
      case 1:
        return open(Open::reasoning), add(Kind::reasoning, text);
      case 2:
        if (open_ != Open::reasoning) open(Open::nothing);
        open_ = Open::nothing;
        return add(Kind::reasoning_end, byte > 127 ? "c2ln" : "");
      case 3:
        return open(Open::nothing), add(Kind::redacted, "cmVk");
      case 4:
        return open_ == Open::text ? add(Kind::citation, byte > 127 ? "u" : "") : void();
      case 5:
        return start_call();
      case 6:
        return continue_call(byte / 8);
      default:
        return open(Open::nothing);
    }
  }

  void add(Kind kind, std::string_view text = {}, std::size_t call = 0) {
    said_.steps.push_back({kind, call, text});
  }
  // A block ends before the next begins.
  void open(Open next) {
    if (open_ == next && next != Open::nothing) return;
    while (!calls_.empty()) continue_call(0);
    if (open_ == Open::text) add(Kind::block_end);
    if (open_ == Open::reasoning) add(Kind::reasoning_end);
    open_ = next;
  }
  // But for calls, of which several may be open.
  void start_call() {
    if (open_ != Open::nothing || !stream_) open(Open::nothing);
    add(Kind::tool_start, "f", started_);
    calls_.push_back({started_++});
  }
  void continue_call(std::size_t which) {
    if (calls_.empty()) return;
    const auto place = calls_.begin() + static_cast<std::ptrdiff_t>(which % calls_.size());
    if (place->parts < kArguments.size())
      return add(Kind::arguments, kArguments[place->parts++], place->number);
    add(Kind::tool_end, {}, place->number);
    calls_.erase(place);
  }
  Said finish(std::size_t seed) {
    using enum llm::StopReason;
    constexpr std::array kReasons{end_turn, stop_sequence, max_tokens, content_filtered, unknown};
    if (calls_.empty()) open(Open::nothing);
    said_.reason = !calls_.empty()                 ? max_tokens
                   : started_ > 0 && seed % 2 == 0 ? tool_use
                                                   : kReasons[seed % kReasons.size()];
    return std::move(said_);
  }

  struct Call {
    std::size_t number;
    std::size_t parts = 0;  // of the arguments, that were said
  };
  const bool stream_;
  Said said_;
  Open open_ = Open::nothing;
  std::vector<Call> calls_;  // that are open
  std::size_t started_ = 0;
};

}  // namespace gw::translate
