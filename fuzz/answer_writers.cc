// Whatever a model says, in the order in which it may say it: a whole message that is JSON, and a
// stream that a strict client reads. Each byte is something said.
#include "anthropic/messages_writer.h"

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "anthropic/events.h"

namespace gw::anthropic {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void cite(unsigned kind, llm::AnswerWriter& writer) {
  writer.citation({.url = {kind % 2 == 0 ? "u" : ""},
                   .title = {"t"},
                   .place = static_cast<llm::Citation::Place>(kind % 5),
                   .index = kind});
}

// Keeps to the contract of llm/answer.h: blocks one behind the other, but for calls.
class Speaker {
 public:
  explicit Speaker(llm::AnswerWriter& writer) : writer_(writer) {}

  void say(std::uint8_t byte) {
    switch (byte % 8) {
      case 0:
        if (open_ == 0) writer_.text({"a\\n"});
        break;
      case 1:
        if (open_ == 0)
          writer_.block_end(), writer_.reasoning({"b"}), writer_.reasoning_end({"c2ln"});
        break;
      case 2:
        if (open_ == 0) writer_.block_end(), writer_.reasoning_end({byte > 127 ? "c2ln" : ""});
        break;
      case 3:
        if (open_ == 0) writer_.block_end(), writer_.redacted_reasoning({"cmVk"});
        break;
      case 4:
        if (open_ == 0) cite(byte / 8, writer_), writer_.block_end();
        break;
      case 5:
        writer_.tool_start(calls_++, {"t"}, {"f"});
        ++open_;
        break;
      case 6:  // the oldest that is open
        if (open_ > 0) writer_.tool_arguments(calls_ - open_, {byte > 127 ? R"({\"x\":1})" : "{}"});
        if (open_ > 0) writer_.tool_end(calls_ - open_--);
        break;
      case 7:
        if (open_ == 0) writer_.block_end();
        break;
    }
  }
  void stop() {
    writer_.stop(open_ > 0 ? llm::StopReason::max_tokens : llm::StopReason::stop_sequence, {"x"});
    writer_.usage({.input = 1, .cache_write = 3, .cache_write_hour = 2});
  }

 private:
  llm::AnswerWriter& writer_;
  std::size_t calls_ = 0;
  std::size_t open_ = 0;
};

void check(std::string_view script) {
  for (const bool streamed : {false, true}) {
    Buffer out;
    const llm::AnswerHead head{.id = "msg_1", .model = "m"};
    const auto writer = streamed ? make_message_stream_writer(head) : make_message_writer(head);
    writer->write_to(out);
    Speaker speaker(*writer);
    for (const char byte : script) {
      speaker.say(static_cast<std::uint8_t>(byte));
      if (streamed) require(test::StreamReader().read(out.view()).empty());
    }
    speaker.stop();
    require(!writer->problem());
    writer->end();
    json::Document document;
    streamed ? require(test::check_stream(out.view()).empty())
             : require(document.parse(out.view()).has_value());
  }
}

}  // namespace
}  // namespace gw::anthropic

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMost = 64;  // the stream is read anew behind each byte
  gw::anthropic::check({reinterpret_cast<const char*>(data), std::min(size, kMost)});
  return 0;
}
