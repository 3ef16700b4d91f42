#include "translate/tool_schemas.h"

#include <string>
#include <utility>

#include "bedrock/schema/fit.h"
#include "json/value.h"
#include "translate/custom_tools.h"

namespace gw::translate {

namespace {

using llm::Parameter;

constexpr std::string_view kNoParameters = R"({"type":"object","properties":{}})";

// Fits the schemas of one request, one after another.
class SchemaFitter {
 public:
  SchemaFitter(const bedrock::ModelRules& rules, Draft& draft) : rules_(rules), draft_(draft) {}

  FittedTool fit(std::string_view schema, json::RawString tool) {
    const auto value = document_.parse(schema);
    auto fitted = value ? schema::fit(*value, rules_.schema_gaps, draft_.schema_budget)
                        : std::unexpected(value.error());
    if (!fitted) {
      refuse(tool, fitted.error().message);
      return {kNoParameters, {}};
    }
    draft_.names.set_properties(tool, std::move(fitted->names));
    loss_.add(fitted->loss);
    return {fitted->text.empty() ? value->raw() : keep(std::move(fitted->text)),
            fitted->told.empty() ? json::RawString{}
                                 : json::RawString{keep(json::escape(fitted->told))}};
  }

  void note(Parameter parameter) {
    if (std::string change = loss_.change(); !change.empty())
      draft_.note(parameter, std::move(change));
  }

 private:
  void refuse(json::RawString tool, const std::string& why) {
    if (draft_.refused) return;
    const std::string_view parameter = draft_.spell(Parameter::tool_schema);
    draft_.refused = llm::invalid_request(
        "Invalid schema for the tool '" + json::decode(draft_.names.original(tool)).value_or("") +
            "': " + why + ". Use fewer references, or offer fewer tools at once.",
        parameter, "invalid_function_parameters");
  }
  std::string_view keep(std::string text) { return draft_.storage.emplace_back(std::move(text)); }

  const bedrock::ModelRules& rules_;
  Draft& draft_;
  json::Document document_;
  schema::Loss loss_;
};

}  // namespace

void fit_tool_schemas(const llm::Request& request, const bedrock::ModelRules& rules, Draft& draft) {
  SchemaFitter fitter(rules, draft);
  draft.schemas.reserve(request.tools.size());
  for (const llm::Tool& tool : request.tools) {
    if (tool.custom)
      draft.schemas.push_back({draft.storage.emplace_back(custom_schema(tool)), {}});
    else if (tool.parameters.empty())
      draft.schemas.push_back({kNoParameters, {}});
    else
      draft.schemas.push_back(fitter.fit(tool.parameters, draft.names.upstream(tool.name)));
  }
  fitter.note(request.first_call_only ? Parameter::functions : Parameter::tool_schema);
}

FittedTool fit_answer_schema(std::string_view schema, json::RawString tool,
                             const bedrock::ModelRules& rules, Draft& draft) {
  SchemaFitter fitter(rules, draft);
  const FittedTool fitted = fitter.fit(schema, tool);
  fitter.note(Parameter::response_format);
  return fitted;
}

}  // namespace gw::translate
