// The laws of llm/writer.h, for the writers of every dialect: an answer is played to them, whole
// and as a stream, in one piece and cut anywhere, to its end and broken off.
#pragma once

#include <cstddef>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>

#include "support/hear.h"
#include "support/said.h"
#include "support/speaker.h"

namespace gw::translate {

class WriterLaws {
 public:
  explicit WriterLaws(Dialect dialect)
      : dialect_(dialect),
        conversation_(read_request(dialect, request_of(dialect), {.id = "x_1"}).value()) {}

  // The law that is broken, and by what; empty: none. `bytes` make the answer, `cut` its pieces.
  std::string check(std::string_view bytes, std::string_view cut) {
    const Said said = Speaker::speak(bytes, true);
    for (const std::string_view pieces : {std::string_view(), cut}) {
      std::string why = check_whole(Speaker::speak(bytes, false), pieces);
      if (!why.empty()) return "whole: " + why;
      why = check_stream(said, pieces);
      if (!why.empty()) return "stream: " + why;
    }
    return check_broken(said, cut);
  }

 private:
  static std::string_view request_of(Dialect dialect) {
    switch (dialect) {
      case Dialect::chat:
        return R"({"model":"m","messages":[{"role":"user","content":"x"}],"stream":true,)"
               R"("tools":[{"type":"function","function":{"name":"f"}}]})";
      case Dialect::messages:
        return R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],)"
               R"("tools":[{"name":"f","input_schema":{}}]})";
      case Dialect::responses:
        break;
    }
    return R"({"model":"m","input":"x","tools":[{"type":"function","name":"f"}]})";
  }

  std::unique_ptr<llm::AnswerWriter> make_writer(bool stream, Buffer& out) const {
    auto writer = conversation_->make_writer({.stream = stream, .family = "claude-4.6"});
    writer->write_to(out);
    return writer;
  }

  // What does not depend on the dialect.
  static std::string check_counts(const Said& said, const llm::AnswerWriter& writer) {
    if (writer.said() != said.bytes()) return "said() is another";
    if (writer.problem()) return "there is a problem: " + writer.problem()->message;
    if (!writer.counted() || writer.counted()->output != kUsage.output) return "not counted";
    return {};
  }
  // A few copies of what was said, and a little for each step: base64 and JSON around it.
  static bool holds_too_much(const Said& said, const llm::AnswerWriter& writer) {
    return writer.held() > 8 * said.bytes() + 1024 * (said.steps.size() + 1);
  }

  std::string check_whole(const Said& said, std::string_view cut) const {
    Buffer out;
    const auto writer = make_writer(false, out);
    std::string why;
    play(said, cut, *writer, [&] {
      if (holds_too_much(said, *writer)) why = "it holds too much";
    });
    if (why.empty()) why = check_counts(said, *writer);
    if (!why.empty()) return why;
    writer->end();
    json::Document document;
    if (!document.parse(out.view())) return "no JSON: " + std::string(out.view());
    return compare(said, hear_whole(dialect_, out.view()), out.view());
  }

  std::string check_stream(const Said& said, std::string_view cut) const {
    Buffer out;
    const auto writer = make_writer(true, out);
    std::string why;
    std::size_t read = 0;
    play(said, cut, *writer, [&] {
      if (holds_too_much(said, *writer)) why = "it holds too much";
      const std::string_view more = out.view().substr(read);
      if (!split_events(more)) why = "not complete: " + std::string(more);
      if (end_of(dialect_, more) != StreamEnd::none) why = "too early: " + std::string(more);
      read = out.size();
    });
    if (why.empty()) why = check_counts(said, *writer);
    if (!why.empty()) return why;
    writer->end();
    why = translate::check_stream(dialect_, out.view());
    if (why.empty() && end_of(dialect_, out.view()) != StreamEnd::complete) why = "no end";
    return why.empty() ? compare(said, hear_stream(dialect_, out.view()), out.view()) : why;
  }

  // Broken off in the middle.
  std::string check_broken(Said said, std::string_view cut) const {
    said.steps.resize(said.steps.size() / 2);
    Buffer out;
    const auto writer = make_writer(true, out);
    for (const Said::Step& step : said.steps) play(step, cut, *writer);
    writer->abort(llm::Failure(503, llm::FailureKind::server, "broken \"stream\"\n"));
    std::string why = translate::check_stream(dialect_, out.view());
    if (why.empty() && end_of(dialect_, out.view()) != StreamEnd::failed) why = "no error";
    return why.empty() ? why : "broken off: " + why;
  }

  // Calls that were cut off may be missing, and need not be understood.
  static std::string compare(const Said& said, Heard heard, std::string_view answer) {
    const Heard expected = said.expected();
    std::erase_if(heard.calls, [&](const HeardCall& call) { return !said.is_complete(call.id); });
    if (heard == expected) return {};
    std::ostringstream why;
    why << "said was ";
    PrintTo(expected, &why);
    why << "\nheard is ";
    PrintTo(heard, &why);
    why << '\n' << answer;
    return why.str();
  }

  const Dialect dialect_;
  const std::unique_ptr<Conversation> conversation_;
};

}  // namespace gw::translate
