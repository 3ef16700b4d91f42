// Whatever the order in which an answer comes, each event of the Responses API is complete and has
// the next number, ids and indexes agree, and a stream ends with what a whole answer says.
//
// The input: bytes, each a call of the sink.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "json/value.h"
#include "openai/responses/writer.h"

namespace gw::openai {
namespace {

using Mode = ResponsesWriter::Mode;

void require(bool condition) {
  if (!condition) std::abort();
}

std::string string_of(json::Object object, std::string_view key) {
  const auto value = object.find(key);
  const auto text = value ? value->string() : std::nullopt;
  return text ? std::string(text->escaped) : std::string();
}

// Plays one answer by the rules of llm/answer.h, as far as `script` tells what to say.
class Player {
 public:
  Player(std::string_view script, ResponsesWriter& writer) : script_(script), writer_(writer) {}

  void play() {
    for (const char c : script_) step(static_cast<unsigned char>(c));
    if (script_.size() % 5 == 4) {
      return writer_.abort(llm::Failure(500, llm::FailureKind::server, "broken \"stream\""));
    }
    writer_.stop(static_cast<llm::StopReason>(script_.size() % 10), {});
    writer_.usage({.input = 1, .output = 2});
    writer_.end();
  }

 private:
  void step(unsigned byte) {
    constexpr std::string_view kNames[] = {"f", "ns__g", "patch", "tool_search", "nobody_s"};
    constexpr std::string_view kPieces[] = {"a", "\\n", "{\\\"a\\\":1}", "\\u4f60", "é"};
    const json::RawString piece{kPieces[byte / 8 % 5]};
    const std::size_t call = calls_ == 0 ? 0 : byte / 8 % calls_;
    switch (byte % 8) {
      case 0:
        return writer_.text(piece);
      case 1:
        return writer_.reasoning(piece);
      case 2:
        return writer_.reasoning_end(byte > 127 ? piece : json::RawString{});
      case 3:
        return writer_.redacted_reasoning({"QQ=="});
      case 4:
        writer_.citation({.title = piece, .quote = piece});
        return writer_.block_end();
      case 5:
        return writer_.tool_start(calls_++, {"call"}, {kNames[byte / 8 % 5]});
      case 6:
        if (calls_ > 0) writer_.tool_arguments(call, piece);
        return;
      default:
        if (calls_ > 0) writer_.tool_end(call);
    }
  }

  std::string_view script_;
  ResponsesWriter& writer_;
  std::size_t calls_ = 0;
};

// Holds the events of a stream to what clients rely on; the response of the last one.
class Checker {
 public:
  std::string check(std::string_view stream) {
    std::string response;
    while (!stream.empty()) {
      const std::size_t end = stream.find("\n\n");
      require(end != stream.npos);
      const std::string_view event = stream.substr(0, end);
      stream.remove_prefix(end + 2);
      const std::size_t line = event.find("\ndata: ");
      require(event.starts_with("event: ") && line != event.npos);
      json::Document document;
      const auto root = document.parse(event.substr(line + 7));
      require(root && root->object());
      check_event(event.substr(7, line - 7), *root->object());
      if (const auto found = root->object()->find("response")) response = found->raw();
    }
    return response;
  }

 private:
  void check_event(std::string_view type, json::Object event) {
    require(string_of(event, "type") == type);
    require(event.find("sequence_number")->integer() == number_++);
    const auto index = event.find("output_index");
    if (!index) return;
    const auto item = event.find("item");
    const std::string id = item ? string_of(*item->object(), "id") : string_of(event, "item_id");
    require(!id.empty());
    if (type == "response.output_item.added") {
      require(index->integer() == static_cast<std::int64_t>(ids_.size()));
      ids_[*index->integer()] = id;
    }
    require(ids_.at(*index->integer()) == id);
  }

  std::int64_t number_ = 0;
  std::map<std::int64_t, std::string> ids_;
};

std::string write(std::string_view script, const ResponsesForm& form, Mode mode) {
  Buffer out;
  ResponsesWriter writer({"resp_1", 1, "m"}, script.size() % 2 ? "claude-4" : "nova",
                         std::make_shared<const ResponsesForm>(form), mode);
  writer.write_to(out);
  Player(script, writer).play();
  return std::string(out.view());
}

}  // namespace
}  // namespace gw::openai

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gw::openai;
  const std::string_view script(reinterpret_cast<const char*>(data), size);
  ResponsesForm form;
  form.echo = R"("tools":[])";
  form.compaction = size % 7 == 6;
  form.tools = {{"f", {"", "f"}},
                {"ns__g", {"ns", "g"}},
                {"patch", {"", "patch", ResponsesTool::Kind::custom}},
                {"tool_search", {"", "tool_search", ResponsesTool::Kind::search}}};
  const std::string response = Checker().check(write(script, form, Mode::stream));
  const bool aborted = size % 5 == 4;
  if (!aborted) require(response == write(script, form, Mode::whole));
  return 0;
}
