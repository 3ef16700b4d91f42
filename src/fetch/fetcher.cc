#include "fetch/fetcher.h"

#include <algorithm>
#include <array>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "fetch/download.h"
#include "io/event.h"

namespace gw::fetch {

namespace {

constexpr std::size_t kAtOnce = 4;

}  // namespace

// The downloads of one call. run() outlives the coroutines it starts.
class Batch final : public io::Closable {
 public:
  Batch(const Fetcher& fetcher, std::span<const std::string> urls, io::BodyMemory& memory)
      : fetcher_(fetcher),
        urls_(urls),
        allowance_{fetcher.limits_.bytes, memory},
        files_(urls.size()),
        ended_(fetcher.executor_) {}

  io::Task<void> run() {
    running_ = std::min(kAtOnce, urls_.size());
    for (std::size_t i = running_; i > 0; --i)
      io::asio::co_spawn(fetcher_.executor_, work(), io::asio::detached);
    while (running_ > 0) co_await ended_.wait();
  }

  void close() noexcept override {
    closed_ = true;
    for (Download* download : downloads_) {
      if (download != nullptr) download->scope().cancel();
    }
  }

  std::expected<std::vector<File>, Failure> take() && {
    if (failure_) return std::unexpected(*std::move(failure_));
    return std::move(files_);
  }

 private:
  io::Task<void> work() {
    while (next_ < urls_.size() && !closed_) {
      const std::size_t index = next_++;
      Download download(fetcher_, allowance_);
      Download*& place = *std::ranges::find(downloads_, nullptr);
      place = &download;
      Result<File> file = co_await download.run(urls_[index]);
      place = nullptr;
      if (file) {
        files_[index] = *std::move(file);
      } else if (!failure_) {
        failure_.emplace(index, std::move(file.error()));
        close();
      }
    }
    --running_;
    ended_.set();
  }

  const Fetcher& fetcher_;
  const std::span<const std::string> urls_;
  Allowance allowance_;
  std::vector<File> files_;
  std::optional<Failure> failure_;
  std::array<Download*, kAtOnce> downloads_{};  // those that run
  std::size_t next_ = 0;
  std::size_t running_ = 0;
  bool closed_ = false;
  io::Event ended_;
};

io::Task<std::expected<std::vector<File>, Failure>> Fetcher::get_all(
    std::span<const std::string> urls, io::CancelScope& cancel, io::BodyMemory& memory) const {
  Batch batch(*this, urls, memory);
  {
    const io::Attachment attachment(cancel, batch);
    co_await batch.run();
  }
  if (cancel.canceled()) co_return std::unexpected(Failure(0, Error(Errc::canceled, "canceled")));
  co_return std::move(batch).take();
}

}  // namespace gw::fetch
