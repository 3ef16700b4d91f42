#include "gateway/models/lists.h"

#include <utility>

#include "bedrock/service_error.h"
#include "io/clock.h"

namespace gw::gateway {

namespace {

using bedrock::InferenceProfile;
using bedrock::ProfileType;

// What an account can have is bounded by quotas; what an endpoint can send is not.
constexpr std::size_t kMostModels = 2000;
constexpr std::size_t kMostProfiles = 4000;
constexpr std::size_t kMostPages = 50;
constexpr std::size_t kLargestPage = 4 * 1024 * 1024;
constexpr std::chrono::seconds kTime{10};

class ListsAsked {
 public:
  ListsAsked(upstream::Shared& shared, const aws::Endpoint& endpoint, std::string_view region,
             Access& access, io::CancelScope& cancel)
      : shared_(shared), endpoint_(endpoint), region_(region), access_(access), cancel_(cancel) {}

  io::Task<Result<Lists>> all() {
    const Result<> models = co_await ask_for_models();
    if (!models) co_return std::unexpected(models.error());
    for (const ProfileType type : {ProfileType::system, ProfileType::application}) {
      const Result<> profiles = co_await ask_for_profiles(type);
      if (!profiles) co_return std::unexpected(profiles.error());
    }
    co_return std::move(lists_);
  }

 private:
  // The body of an answer; nullopt: refused. Errors: trouble, which may pass.
  io::Task<Result<std::optional<std::string>>> ask(std::string_view path) {
    auto answer = co_await ask_control_plane(shared_, endpoint_, region_, access_, path,
                                             kLargestPage, cancel_);
    if (!answer) co_return std::unexpected(answer.error());
    if (answer->status == 200) co_return std::move(answer->body);
    const auto error =
        bedrock::read_service_error(answer->status, answer->error_type, answer->body);
    std::string said = std::to_string(answer->status) + " " + error.code + " " + error.message;
    const bool refused = answer->status >= 400 && answer->status < 500 && answer->status != 408 &&
                         answer->status != 429 && !error.code.starts_with("Throttling");
    if (!refused) co_return fail(Errc::unreachable, std::move(said));
    if (lists_.refusal.empty()) lists_.refusal = std::move(said);
    co_return std::nullopt;
  }

  io::Task<Result<>> ask_for_models() {
    const auto body = co_await ask(bedrock::kFoundationModelsPath);
    if (!body) co_return std::unexpected(body.error());
    if (!*body) co_return Result<>();
    auto models = bedrock::read_foundation_models(**body);
    if (!models) co_return std::unexpected(models.error());
    if (models->size() > kMostModels) models->resize(kMostModels);
    lists_.inventory.models = *std::move(models);
    co_return Result<>();
  }

  // All pages. A type that is refused while the other one is not has none.
  io::Task<Result<>> ask_for_profiles(ProfileType type) {
    std::string token;
    for (std::size_t pages = 0; pages < kMostPages; ++pages) {
      if (io::coarse_now() > end_) co_return fail(Errc::timeout, "there are too many pages");
      const std::string path = bedrock::inference_profiles_path(type, token);
      const auto body = co_await ask(path);
      if (!body) co_return std::unexpected(body.error());
      if (!*body) co_return Result<>();
      auto page = bedrock::read_inference_profiles(**body);
      if (!page) co_return std::unexpected(page.error());
      take(std::move(page->profiles));
      if (page->next.empty() || page->next == token) co_return Result<>();
      token = std::move(page->next);
    }
    co_return Result<>();
  }

  void take(std::vector<InferenceProfile> page) {
    auto& profiles = lists_.inventory.profiles;
    if (!profiles) profiles.emplace();
    for (InferenceProfile& profile : page) {
      if (profiles->size() < kMostProfiles) profiles->push_back(std::move(profile));
    }
  }

  upstream::Shared& shared_;
  const aws::Endpoint& endpoint_;
  const std::string_view region_;
  Access& access_;
  io::CancelScope& cancel_;
  const std::chrono::milliseconds end_ = io::coarse_now() + kTime;
  Lists lists_;
};

}  // namespace

io::Task<Result<Lists>> ask_for_lists(upstream::Shared& shared, const aws::Endpoint& endpoint,
                                      std::string_view region, Access& access,
                                      io::CancelScope& cancel) {
  ListsAsked asking(shared, endpoint, region, access, cancel);
  co_return co_await asking.all();
}

}  // namespace gw::gateway
