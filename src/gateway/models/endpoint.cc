#include "gateway/models/endpoint.h"

#include <charconv>
#include <ctime>
#include <limits>
#include <string>

#include "base/ascii.h"
#include "base/encoding.h"
#include "bedrock/model_id.h"
#include "gateway/front/keys.h"
#include "models/nearest.h"
#include "models/write.h"
#include "translate/errors.h"

namespace gw::gateway {

namespace {

using llm::Failure;

// The value in the query; "" when it has none.
std::string query_value(const http::RequestHead& head, std::string_view name) {
  std::string_view rest = head.query();
  while (!rest.empty()) {
    std::string_view value = ascii::take_until('&', rest);
    if (ascii::take_until('=', value) == name) return percent_decode(value).value_or("");
  }
  return "";
}

std::string region_in(const std::string& id) {
  auto parsed = bedrock::parse_model_id(id);
  return parsed ? std::move(parsed->region) : std::string();
}

Failure wrong_limit(std::string_view limit) {
  return llm::invalid_request(
      "Invalid 'limit': '" + std::string(limit) + "' is not a number of 1 or more.", "limit");
}

// All of them unless a reader of Anthropic's asks for pages.
llm::Expected<models::Page> page_for(const Context& context,
                                     std::span<const models::Entry> entries) {
  if (context.dialect != &kAnthropic) return models::Page{entries};
  const http::RequestHead& head = context.request.head();
  std::size_t size = std::numeric_limits<std::size_t>::max();
  if (const std::string limit = query_value(head, "limit"); !limit.empty()) {
    const char* const end = limit.data() + limit.size();
    const auto [stop, error] = std::from_chars(limit.data(), end, size);
    if (error != std::errc() || stop != end || size == 0)
      return std::unexpected(wrong_limit(limit));
  }
  return models::page_of(entries, size, query_value(head, "after_id"),
                         query_value(head, "before_id"));
}

// A route goes by its own name, whatever it stands for.
bool may_use(const Context& context, const models::Entry& entry) {
  const bool route = entry.origin == models::Origin::route;
  return may_use(context, ModelNames{entry.id, route ? std::string_view() : entry.stands_for});
}

// What the key of the request may use of it.
std::vector<models::Entry> list_for(const Context& context, const models::Place& place,
                                    const bedrock::Inventory* inventory) {
  std::vector<models::Entry> all = models::list(place, inventory);
  std::erase_if(all, [&](const models::Entry& entry) { return !may_use(context, entry); });
  return all;
}

Failure unknown_model(const Context& context, const models::Place& place,
                      const bedrock::Inventory* inventory) {
  const std::string_view id = context.model;
  const std::vector<models::Entry> all = list_for(context, place, inventory);
  std::string message =
      "This gateway lists no model '" + std::string(id) + "' in " + std::string(place.region) + ".";
  const auto near = models::nearest(all, id);
  for (const std::string_view each : near) {
    message += each == near.front() ? " The nearest: '" : ", '";
    message.append(each).append("'");
  }
  message += near.empty() ? " GET /v1/models shows those there are." : ".";
  Failure error(404, llm::FailureKind::invalid_request, std::move(message));
  error.param = "model";
  error.code = "model_not_found";
  return error;
}

}  // namespace

io::Task<void> Models::handle(Context& context) {
  context.model =
      percent_decode(context.path_argument).value_or(std::string(context.path_argument));
  const auto caller = from_.bedrock.identify(context, region_in(context.model));
  if (!caller) {
    const Failure& error = caller.error();
    co_return co_await respond_error(context, error);
  }
  const auto control_plane = control_endpoint(from_.options, caller->region());
  if (!control_plane) {
    const Failure error = llm::invalid_request(control_plane.error().message, "model");
    co_return co_await respond_error(context, error);
  }
  const Clock::time_point begun = Clock::now();
  const ModelDirectory::Question question{*caller, *control_plane, from_.shared, refresh_after_};
  const ModelDirectory::Listed listed = co_await from_.directory.find(question);
  context.upstream_wait += Clock::now() - begun;
  if (listed == nullptr) {
    // Who has no credentials can call nothing.
    Access access(*caller, from_.wallet, context.request.cancel());
    llm::Expected<> obtained;
    if (!access.ready()) obtained = co_await access.obtain();
    if (!obtained) {
      const Failure& error = obtained.error();
      co_return co_await respond_error(context, error);
    }
  }
  if (client_gone(context)) co_return;
  const std::int64_t now = from_.simulated ? 0 : std::time(nullptr);
  const models::Place place{names_,           from_.options.own_names,
                            from_.catalogue,  from_.options.residency,
                            caller->region(), now};
  if (context.model.empty()) co_return co_await answer_list(context, place, listed.get());
  co_await answer_one(context, place, listed.get());
}

io::Task<void> Models::answer_list(Context& context, const models::Place& place,
                                   const bedrock::Inventory* inventory) const {
  const bool codex = !query_value(context.request.head(), "client_version").empty();
  std::vector<models::Entry> all = list_for(context, place, inventory);
  // Anthropic's clients and Codex take every entry for a model that converses.
  if (codex || context.dialect == &kAnthropic) {
    std::erase_if(all, [](const models::Entry& entry) {
      return entry.rules->card.kind != bedrock::ModelKind::chat;
    });
  }
  const auto page = page_for(context, all);
  if (!page) {
    const Failure& error = page.error();
    co_return co_await respond_error(context, error);
  }
  Buffer body;
  models::write_list(*page, codex, body);
  if (!context.memory.hold(body.size())) {
    const Failure error =
        translate::to_failure(Error(Errc::busy, "this gateway has as much to do as it may"));
    co_return co_await respond_error(context, error);
  }
  co_await respond_json(context, 200, body.view());
}

io::Task<void> Models::answer_one(Context& context, const models::Place& place,
                                  const bedrock::Inventory* inventory) const {
  const auto entry = models::find(place, inventory, context.model);
  if (!entry || !may_use(context, *entry)) {
    const Failure error = unknown_model(context, place, inventory);
    co_return co_await respond_error(context, error);
  }
  Buffer body;
  json::Writer out(body);
  models::write(*entry, out);
  co_await respond_json(context, 200, body.view());
}

}  // namespace gw::gateway
