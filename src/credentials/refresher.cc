#include "credentials/refresher.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "base/id.h"
#include "policy/refresh_schedule.h"

namespace gw::credentials {

namespace {

using namespace std::chrono_literals;

// Every source is bounded by itself; this is for what nobody has thought of.
constexpr auto kLongestAttempt = 75s;
constexpr auto kBetweenLooks = 2s;

double random_fraction() {
  constexpr double kRange = 18446744073709551616.0;  // 2^64
  return static_cast<double>(random_u64()) / kRange;
}

bool same(const aws::Issued& a, const aws::Issued& b) {
  return a.expires_at == b.expires_at && a.credentials == b.credentials;
}

// An attempt that breaks off is a failure like others: told, and made again.
io::Task<Result<aws::Issued>> fetch(Source& source, io::CancelScope& scope) {
  try {
    co_return co_await source.fetch(scope);
  } catch (const std::exception& bug) {
    co_return gw::fail(Errc::unreachable, std::string("the attempt broke off: ") + bug.what());
  }
}

void cancel(void* scope) { static_cast<io::CancelScope*>(scope)->cancel(); }

}  // namespace

struct Refresher::Entry {
  Entry(std::unique_ptr<Source> origin, io::Deadlines& deadlines)
      : source(std::move(origin)), due(deadlines, &Entry::come_due, this) {}

  static void come_due(void* self) { static_cast<Entry*>(self)->identity->refresh(); }

  std::unique_ptr<Source> source;
  std::shared_ptr<Identity> identity;
  io::Deadline due;                // of the next attempt; on the refresher's thread
  std::atomic<bool> asked{false};  // an attempt is running, or will begin at once
  unsigned failures = 0;           // since the last success
};

Refresher::Refresher(std::function<void(const Report&)> report, Now now)
    : report_(std::move(report)), now_(std::move(now)) {
  worker_.every(kBetweenLooks, [this] { look_around(); });
}

std::shared_ptr<Identity> Refresher::keep(std::unique_ptr<Source> source) {
  const auto entry = std::make_shared<Entry>(std::move(source), worker_.deadlines());
  const std::weak_ptr<Entry> weak = entry;
  entry->identity = std::make_shared<Identity>([this, weak] {
    const EntryPtr known = weak.lock();
    if (known == nullptr || known->asked.exchange(true)) return;
    io::asio::post(worker_.executor(), [this, known] { begin(known); });
  });
  io::asio::post(worker_.executor(), [this, entry] { entries_.push_back(entry); });
  entry->identity->refresh();
  return entry->identity;
}

void Refresher::start() {
  if (thread_.joinable()) return;
  thread_ = std::jthread([this] { worker_.run(); });
}

void Refresher::stop() {
  if (!thread_.joinable()) return;
  worker_.stop(0ms);
  thread_.join();
  // Whoever still waits belongs to a worker, which may go now.
  const Error stopped(Errc::canceled, "the gateway is stopping");
  for (const EntryPtr& entry : entries_) entry->identity->fail(stopped, now_());
}

void Refresher::begin(const EntryPtr& entry) {
  io::asio::co_spawn(worker_.executor(), attempt(entry), io::asio::detached);
}

io::Task<void> Refresher::attempt(EntryPtr entry) {
  io::CancelScope scope;
  const io::Gate::Pass pass(worker_.gate(), &scope);
  io::Deadline limit(worker_.deadlines(), &cancel, &scope);
  limit.arm(kLongestAttempt);
  Result<aws::Issued> issued = co_await fetch(*entry->source, scope);
  limit.disarm();
  entry->due.disarm();
  entry->asked = false;
  if (worker_.phase() == io::Phase::stopping) co_return;
  const std::int64_t now = now_();
  const bool expired = issued && issued->expires_at.value_or(now + 1) <= now;
  if (expired && entry->source->may_outlive_expiry()) {
    const Error late(Errc::busy, "those that it gives have expired already");
    entry->identity->renew(std::make_shared<const aws::Issued>(*std::move(issued)), now);
    fail(*entry, late);
    co_return;
  }
  if (expired) issued = gw::fail(Errc::busy, "they have expired already");
  if (issued) {
    succeed(*entry, *std::move(issued));
  } else {
    fail(*entry, issued.error());
  }
}

void Refresher::succeed(Entry& entry, aws::Issued issued) {
  const std::int64_t now = now_();
  const Held before = entry.identity->state().held;
  const bool unchanged = before != nullptr && same(*before, issued);
  const Held held = unchanged ? before : std::make_shared<const aws::Issued>(std::move(issued));
  entry.failures = 0;
  if (held->expires_at) {
    const std::int64_t at = policy::renewal_time(now, *held->expires_at, random_fraction());
    entry.due.arm(std::chrono::seconds(std::max<std::int64_t>(at - now, 1)));
  }
  entry.identity->renew(held, now);
  std::string warning = entry.source->take_warning();
  if (!unchanged || !warning.empty())
    report_({entry.source->origin(), held, nullptr, std::move(warning)});
}

void Refresher::fail(Entry& entry, const Error& error) {
  const std::int64_t now = now_();
  const Held before = entry.identity->state().held;
  const Held held = prolong(entry, before);
  ++entry.failures;
  if (held != before) {
    entry.due.arm(policy::renewal_backoff(entry.failures, random_fraction()));
    entry.identity->renew(held, now);
    return report_({entry.source->origin(), held, &error});
  }
  if (is_good(held, now)) entry.due.arm(policy::renewal_backoff(entry.failures, random_fraction()));
  entry.identity->fail(error, now);
  report_({entry.source->origin(), held, &error});
}

// What is about to expire, of a source that is down, for some minutes more: the same, where its
// expiry is not near, or ends it.
Held Refresher::prolong(const Entry& entry, Held held) const {
  constexpr std::int64_t kNear = 120;  // longer than the longest time between two attempts
  constexpr std::int64_t kMore = 600;
  const bool near = held != nullptr && held->expires_at && *held->expires_at - now_() <= kNear;
  if (!near || !entry.source->may_outlive_expiry()) return held;
  aws::Issued longer = *held;
  longer.expires_at = now_() + kMore;
  return std::make_shared<const aws::Issued>(std::move(longer));
}

void Refresher::look_around() {
  // Nobody else has the identity: its requests are over, and so is the need to renew it.
  std::erase_if(entries_, [](const EntryPtr& entry) { return entry->identity.use_count() == 1; });
  for (const EntryPtr& entry : entries_) {
    if (entry->source->changed()) entry->identity->refresh();
  }
}

}  // namespace gw::credentials
