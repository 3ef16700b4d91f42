#include "bedrock/schema/fit.h"

#include "bedrock/schema/fitter.h"
#include "bedrock/schema/form.h"

namespace gw::schema {

namespace {

// The root as it is but for its type.
std::string typed_as_object(json::Object schema) {
  Buffer out;
  json::Writer json(out);
  json.begin_object().member("type", "object");
  for (const auto [key, value] : schema) {
    if (key != name(Keyword::type)) json.key(key).raw(value.raw());
  }
  json.end_object();
  return std::string(out.view());
}

}  // namespace

void Loss::add(const Loss& other) {
  told.add(other.told);
  cut |= other.cut;
}

std::string Loss::change() const {
  std::string names;
  told.for_each(
      [&](Keyword keyword) { names.append(names.empty() ? "" : ",").append(name(keyword)); });
  if (!names.empty()) names += "->description";
  if (cut) names.append(names.empty() ? "" : ",").append("depth->any");
  return names;
}

Result<Fitted> fit(json::Value schema, Gaps gaps, Budget& budget, Root root) {
  if (!budget.read(schema.raw().size()))
    return fail(Errc::too_large, "with it the schemas of the request are larger than 2 MiB");
  const Fit found = root == Root::object ? inspect(schema, gaps) : inspect_any(schema, gaps);
  if (found == Fit::as_it_is) return Fitted{};
  Fitted fitted;
  if (found == Fit::untyped) {
    fitted.text = typed_as_object(*schema.object());
    return fitted;
  }
  if (gaps.contains(Gap::property_names)) fitted.names = name_properties(schema);
  Buffer out;
  Fitter fitter(schema, gaps, fitted.names, budget, out);
  if (!(root == Root::object ? fitter.write_root() : fitter.write_any_root())) {
    return fail(Errc::too_large,
                "its references, written out, are more than the gateway takes of one request");
  }
  fitted.text = out.view();
  fitted.told = fitter.take_told();
  fitted.loss = {.told = fitter.lost(), .cut = fitter.is_cut()};
  return fitted;
}

}  // namespace gw::schema
