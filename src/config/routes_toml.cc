#include "config/routes_toml.h"

#include <algorithm>
#include <array>
#include <string>

#include "aws/credentials.h"
#include "aws/sts.h"
#include "config/toml_reader.h"

namespace gw::config {

namespace {

bool set_model(const toml::node& value, RouteTarget& target) {
  const auto text = value.value_exact<std::string>();
  auto id = bedrock::parse_model_id(text.value_or(""));
  if (!id) return false;
  target.model = *std::move(id);
  return true;
}

bool set_region(const toml::node& value, RouteTarget& target) {
  const auto text = value.value_exact<std::string>();
  return text && aws::is_valid_region(*text) && set_text<&RouteTarget::region>(value, target);
}

bool set_role(const toml::node& value, RouteTarget& target) {
  const auto text = value.value_exact<std::string>();
  return text && aws::is_role_arn(*text) && set_text<&RouteTarget::role>(value, target);
}

bool set_endpoint(const toml::node& value, RouteTarget& target) {
  const auto text = value.value_exact<std::string>();
  auto endpoint = aws::parse_endpoint(text.value_or(""));
  if (!endpoint) return false;
  target.endpoint = *std::move(endpoint);
  return true;
}

constexpr std::array kTargetFields{
    TomlField<RouteTarget>{"model", "the id or the ARN of a model or a profile", set_model},
    TomlField<RouteTarget>{"region", "a region such as us-east-1", set_region},
    TomlField<RouteTarget>{"role", "an ARN such as arn:aws:iam::123456789012:role/name", set_role},
    TomlField<RouteTarget>{"endpoint", "an http or https URL", set_endpoint},
    TomlField<RouteTarget>{"weight", "a number from 1 to 1000",
                           set_number<&RouteTarget::weight, 1, 1000>},
    TomlField<RouteTarget>{"order", "a number from 1 to 100",
                           set_number<&RouteTarget::order, 1, 100>},
};

bool set_residency(const toml::node& value, Route& route) {
  std::vector<std::string> terms;
  const auto add = [&](const toml::node& term) {
    const auto text = term.value_exact<std::string>();
    if (text) terms.push_back(*text);
    return text.has_value();
  };
  const toml::array* const list = value.as_array();
  if (!(list ? std::ranges::all_of(*list, add) : add(value))) return false;
  auto residency = bedrock::Residency::parse(terms);
  if (!residency || terms.empty()) return false;
  route.residency = *std::move(residency);
  return true;
}

constexpr std::array kRouteFields{
    TomlField<Route>{"name", "a text that is not empty", set_text<&Route::name>},
    TomlField<Route>{"residency",
                     "a geography (us, eu, apac, ...), a region, the beginning of regions and '*', "
                     "or a list of these",
                     set_residency},
    TomlField<Route>{"sticky", "true or false", set_flag<&Route::sticky>},
};
constexpr std::array<std::string_view, 1> kTargets{"targets"};

// The region is said once: by itself, or by the model.
std::string settle_region(RouteTarget& target) {
  const std::string& of_model = target.model.region;
  if (target.region.empty()) target.region = of_model;
  if (target.region.empty()) return "a target needs a 'region'";
  if (!aws::is_valid_region(target.region)) return "'" + target.region + "' is not a region";
  if (of_model.empty() || of_model == target.region) return "";
  return "the region is '" + target.region + "', and in the model '" + of_model + "'";
}

void read_target(TomlReader& reader, const toml::table& table, Route& route) {
  RouteTarget target;
  target.where = reader.place(table.source());
  reader.set_fields<RouteTarget>(table, kTargetFields, {}, target);
  if (target.model.value.empty()) return reader.problem(table.source(), "a target needs a 'model'");
  if (const auto wrong = settle_region(target); !wrong.empty())
    return reader.problem(table.source(), wrong);
  target.name = target.region + "/" + target.model.value;
  route.targets.push_back(std::move(target));
}

void read_route(TomlReader& reader, const toml::table& table, std::vector<Route>& routes) {
  Route route;
  route.where = reader.place(table.source());
  reader.set_fields<Route>(table, kRouteFields, kTargets, route);
  if (route.name.empty()) reader.problem(table.source(), "a route needs a 'name'");
  if (std::ranges::find(routes, route.name, &Route::name) != routes.end())
    reader.problem(table.source(), "there are two routes with the name '" + route.name + "'");
  const toml::node* const targets = table.get("targets");
  if (targets) {
    reader.read_tables(*targets, "targets",
                       [&](const toml::table& target) { read_target(reader, target, route); });
  }
  const toml::array* const list = targets ? targets->as_array() : nullptr;
  const std::size_t count = list ? list->size() : 0;
  if (!targets || count > Route::kMostTargets)
    reader.problem(table.source(), "a route has 1 to 16 'targets'");
  routes.push_back(std::move(route));
}

}  // namespace

std::expected<std::vector<Route>, std::vector<Problem>> load_routes(std::string_view toml,
                                                                    std::string_view source) {
  TomlReader reader(source);
  std::vector<Route> routes;
  reader.read_tables(toml, "route",
                     [&](const toml::table& table) { read_route(reader, table, routes); });
  return reader.finish(std::move(routes));
}

std::vector<Problem> check_routes(const Settings& settings) {
  std::vector<Problem> problems;
  const auto everywhere = bedrock::Residency::parse(settings.aws.residency);
  if (!everywhere) return problems;  // a problem of that setting's
  for (const Route& route : settings.routes) {
    const bedrock::Residency residency = everywhere->with(route.residency);
    for (const RouteTarget& target : route.targets) {
      const auto inside = residency.check(target.region, target.model.value);
      if (!inside) problems.push_back({target.where, inside.error().message});
    }
    if (std::ranges::find(settings.aliases, route.name, &bedrock::Alias::pattern) !=
        settings.aliases.end()) {
      problems.push_back({route.where, "'" + route.name + "' is the name of an alias as well"});
    }
  }
  for (const bedrock::Alias& alias : settings.aliases) {
    const auto model = bedrock::parse_model_id(alias.model);
    const auto inside = model ? everywhere->check_model(model->value) : Result<>();
    if (!inside) problems.push_back({"aliases." + alias.pattern, inside.error().message});
  }
  return problems;
}

}  // namespace gw::config
