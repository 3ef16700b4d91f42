#include "gateway/models/directory.h"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "aws/sha256.h"

namespace gw::gateway {

namespace {

constexpr std::chrono::milliseconds kDirectoryPatience{2500};
constexpr std::chrono::minutes kTroubleRemembered{1};
// Callers bring credentials and regions of their own: the one wanted longest ago has to go.
constexpr std::size_t kMostEntries = 32;
// Or a flood of credentials that are none would be one of calls to AWS.
constexpr std::size_t kMostRefreshes = 32;

std::string key_of(const ModelDirectory::Question& question) {
  const aws::Credentials none;
  const Caller& caller = question.caller;
  const aws::Credentials& own = caller.own() ? *caller.own() : none;
  const auto address =
      std::to_string(caller.own() ? 0 : reinterpret_cast<std::uintptr_t>(caller.ambient().get()));
  aws::Sha256 hash;
  for (const std::string_view part :
       {std::string_view(caller.region()), std::string_view(question.control_plane.authority),
        std::string_view(address), std::string_view(own.access_key_id),
        own.secret_access_key.reveal(), own.session_token.reveal(), own.api_key.reveal()}) {
    hash.update(std::to_string(part.size()) + ":");  // so that no two lists look the same
    hash.update(part);
  }
  const aws::Digest digest = hash.finish();
  return std::string(aws::view(digest));
}

}  // namespace

// One round of questions, with all it needs: whoever caused it may be gone before it ends.
class ModelDirectory::Refresh {
 public:
  Refresh(ModelDirectory& owner, std::shared_ptr<Entry> about, const Question& question)
      : directory(owner),
        entry(std::move(about)),
        caller(question.caller),
        control_plane(question.control_plane),
        shared(with_short_patience(question.shared)),
        refresh_after(question.refresh_after),
        access(caller, owner.wallet_, cancel),
        pass(owner.worker_.gate(), &cancel) {}

  io::Task<Result<Lists>> ask() {
    if (!access.ready()) {
      const auto obtained = co_await access.obtain();
      if (!obtained) co_return fail(Errc::unreachable, obtained.error().message);
    }
    co_return co_await ask_for_lists(shared, control_plane, caller.region(), access, cancel);
  }

  ModelDirectory& directory;
  const std::shared_ptr<Entry> entry;
  const Caller caller;
  const aws::Endpoint control_plane;
  upstream::Shared shared;
  const std::chrono::milliseconds refresh_after;
  io::CancelScope cancel;
  Access access;
  const io::Gate::Pass pass;
};

io::Task<ModelDirectory::Listed> ModelDirectory::find(const Question& question) {
  const std::shared_ptr<Entry> entry = entry_for(question);
  const Listed known = entry->listed;
  const bool first = entry->old_at == std::chrono::steady_clock::time_point();
  const bool old = std::chrono::steady_clock::now() >= entry->old_at;
  if (old && !entry->asking && refreshing_ < kMostRefreshes) refresh(entry, question);
  if (known != nullptr) co_return known;
  if (first && entry->asking) co_await wait(*entry);
  co_return entry->listed;
}

io::Task<void> ModelDirectory::wait(Entry& entry) {
  io::Event answered(worker_.executor());
  const auto give_up = [](void* event) { static_cast<io::Event*>(event)->set(); };
  io::Deadline patience(worker_.deadlines(), give_up, &answered);
  patience.arm(kDirectoryPatience);
  entry.waiting.push_back(&answered);
  co_await answered.wait();
  std::erase(entry.waiting, &answered);
}

std::shared_ptr<ModelDirectory::Entry> ModelDirectory::entry_for(const Question& question) {
  std::string key = key_of(question);
  const auto known = std::ranges::find(entries_, key, [](const auto& each) { return each->key; });
  if (known != entries_.end()) {
    entries_.splice(entries_.begin(), entries_, known);
    return entries_.front();
  }
  if (entries_.size() >= kMostEntries) entries_.pop_back();
  auto entry = std::make_shared<Entry>();
  entry->key = std::move(key);
  if (!question.caller.own()) entry->identity = question.caller.ambient();
  entries_.push_front(entry);
  return entry;
}

void ModelDirectory::refresh(const std::shared_ptr<Entry>& entry, const Question& question) {
  entry->asking = true;
  ++refreshing_;
  auto refresh = std::make_shared<Refresh>(*this, entry, question);
  io::asio::co_spawn(worker_.executor(), run(std::move(refresh)), io::asio::detached);
}

io::Task<void> ModelDirectory::run(std::shared_ptr<Refresh> refresh) {
  Result<Lists> lists = co_await refresh->ask();
  refresh->directory.settle(*refresh, std::move(lists));
}

// Trouble changes nothing of what is known; a refusal is an answer.
void ModelDirectory::settle(const Refresh& refresh, Result<Lists> lists) {
  Entry& entry = *refresh.entry;
  entry.asking = false;
  --refreshing_;
  const std::string trouble = lists ? lists->refusal : lists.error().message;
  const std::chrono::milliseconds soon =
      std::min<std::chrono::milliseconds>(refresh.refresh_after, kTroubleRemembered);
  entry.old_at =
      std::chrono::steady_clock::now() + (trouble.empty() ? refresh.refresh_after : soon);
  if (lists) entry.listed = std::make_shared<const bedrock::Inventory>(std::move(lists->inventory));
  tell(refresh, trouble);
  for (io::Event* const waiting : entry.waiting) waiting->set();
}

// Once, until it changes. The trouble of callers with credentials of their own is theirs.
void ModelDirectory::tell(const Refresh& refresh, const std::string& trouble) {
  Entry& entry = *refresh.entry;
  const std::string before = std::exchange(entry.trouble, trouble);
  if (trouble.empty() || trouble == before) return;
  const std::string message =
      "Bedrock's models in " + refresh.caller.region() + " were not listed: " + trouble;
  refresh.caller.own() ? log_.debug(message) : log_.warning(message);
}

}  // namespace gw::gateway
