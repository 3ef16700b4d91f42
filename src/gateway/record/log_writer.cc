#include "gateway/record/log_writer.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string_view>
#include <thread>

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gw::gateway {

namespace {

constexpr std::chrono::seconds kPatience{1};  // at the end, with a reader that takes nothing

// A pipe takes up to PIPE_BUF bytes whole or not at all, and so does a local socket, which is what
// journald gives. So no line is torn when the process ends while its reader stalls, and lines of
// other processes do not come in between.
std::size_t most_at_once(int descriptor) {
  struct stat status{};
  const bool known = ::fstat(descriptor, &status) == 0;
  const bool has_reader = known && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
  return has_reader ? PIPE_BUF : LogWriter::kMostQueued;
}

// As many lines from the front of `text` as fit into `most` bytes, or the first one.
std::string_view take_lines(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = text.rfind('\n', most - 1);
  if (end == text.npos) end = text.find('\n', most);
  return text.substr(0, end == text.npos ? text.size() : end + 1);
}

}  // namespace

struct LogWriter::Queue {
  struct Batch {
    Buffer lines;
    std::size_t count;
  };

  explicit Queue(int to) : descriptor(to), chunk(most_at_once(to)) {}

  void drop_oldest() {
    lost += batches.front().count;
    bytes -= batches.front().lines.size();
    batches.pop_front();
  }

  // The thread's work, until the end.
  void run() {
    std::unique_lock lock(mutex);
    for (;;) {
      news.wait(lock, [this] { return closing || !batches.empty(); });
      if (batches.empty()) break;
      const Batch batch = std::move(batches.front());
      batches.pop_front();
      bytes -= batch.lines.size();
      lock.unlock();
      const bool written = write_all(batch.lines.view());
      lock.lock();
      if (!written) lost += batch.count;
    }
    done = true;
    ended.notify_all();
  }

  bool write_all(std::string_view text) {
    while (!text.empty()) {
      std::string_view piece = take_lines(text, chunk);
      text.remove_prefix(piece.size());
      if (torn) piece = write_some("\n") ? piece : std::string_view();
      if (piece.empty() || !write_some(piece)) return false;
    }
    return true;
  }

  // A line that could not be ended is, before the next one.
  bool write_some(std::string_view piece) {
    const std::size_t size = piece.size();
    while (!piece.empty()) {
      const ssize_t n = ::write(descriptor, piece.data(), piece.size());
      if (n >= 0) {
        piece.remove_prefix(static_cast<std::size_t>(n));
        const std::lock_guard lock(mutex);
        ++progress;
      } else if (errno == EAGAIN) {  // whoever started this process wanted it so
        pollfd wanted{descriptor, POLLOUT, 0};
        ::poll(&wanted, 1, -1);
      } else if (errno != EINTR) {
        torn = torn || piece.size() != size;
        return false;
      }
    }
    torn = false;
    return true;
  }

  const int descriptor;
  const std::size_t chunk;
  bool torn = false;  // the thread's: the last line has no end

  std::mutex mutex;
  std::condition_variable news;
  std::condition_variable ended;
  std::deque<Batch> batches;
  std::size_t bytes = 0;     // of the batches
  std::size_t lost = 0;      // lines
  std::size_t progress = 0;  // writes that took something
  bool closing = false;
  bool done = false;
};

LogWriter::LogWriter(int descriptor) : queue_(std::make_shared<Queue>(descriptor)) {
  std::thread([queue = queue_] { queue->run(); }).detach();
}

LogWriter::~LogWriter() {
  std::unique_lock lock(queue_->mutex);
  queue_->closing = true;
  queue_->news.notify_one();
  for (std::size_t seen = queue_->progress - 1; !queue_->done && seen != queue_->progress;) {
    seen = queue_->progress;
    queue_->ended.wait_for(lock, kPatience, [this] { return queue_->done; });
  }
}

void LogWriter::write(Buffer lines, std::size_t count) {
  const std::lock_guard lock(queue_->mutex);
  queue_->bytes += lines.size();
  queue_->batches.push_back({std::move(lines), count});
  while (queue_->bytes > kMostQueued) queue_->drop_oldest();
  queue_->news.notify_one();
}

std::size_t LogWriter::lost() const {
  const std::lock_guard lock(queue_->mutex);
  return queue_->lost;
}

}  // namespace gw::gateway
