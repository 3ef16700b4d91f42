// Gives the arguments of calls the names of properties that the client knows, where the schema of
// the tool has aliases for them: the answer's side of bedrock/schema/names.h.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "bedrock/schema/names.h"
#include "translate/passing_sink.h"
#include "translate/tool_names.h"

namespace gw::translate {

// Stands next to upstream's reader: it knows tools by Bedrock's names.
class ArgumentNames final : public PassingSink {
 public:
  // Both outlive it.
  ArgumentNames(const ToolNames& names, llm::AnswerSink& next) : PassingSink(next), names_(names) {}

  void tool_start(std::size_t call, json::RawString id, json::RawString name) override;
  void tool_arguments(std::size_t call, json::RawString piece) override;
  void tool_end(std::size_t call) override;
  void stop(llm::StopReason reason, json::RawString sequence) override;
  std::size_t held() const;

 private:
  void pass(std::size_t call, const std::string& json);

  const ToolNames& names_;
  std::map<std::size_t, schema::KeyRenamer> open_;  // by call
};

}  // namespace gw::translate
