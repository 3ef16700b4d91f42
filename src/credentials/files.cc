#include "credentials/files.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gw::credentials {

namespace {

// Shared files and tokens have kilobytes; a larger one is a mistake, or /dev/zero.
constexpr std::size_t kMaxFile = 1024 * 1024;

// A file descriptor that is closed with its scope.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

std::unexpected<Error> cannot(std::string_view what, const std::string& path) {
  return fail(Errc::invalid,
              "cannot " + std::string(what) + " " + path + ": " + std::strerror(errno));
}

}  // namespace

Result<Secret> read_file(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return cannot("read", path);
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return cannot("read", path);
  if (!S_ISREG(status.st_mode)) return fail(Errc::invalid, path + " is not a file");
  std::vector<char> content(kMaxFile + 1);
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t n = ::read(file.get(), content.data() + size, content.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return cannot("read", path);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  if (size > kMaxFile) return fail(Errc::too_large, path + " is larger than 1 MiB");
  Secret secret(std::string_view(content.data(), size));
  wipe(content);
  return secret;
}

Result<> replace_file(const std::string& path, const Secret& content) {
  const std::string draft = path + ".bedrock-gateway";
  ::unlink(draft.c_str());
  constexpr mode_t kOwnerOnly = 0600;
  {
    const File file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly));
    if (file.get() < 0) return cannot("write", draft);
    std::string_view rest = content.reveal();
    while (!rest.empty()) {
      const ssize_t n = ::write(file.get(), rest.data(), rest.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return cannot("write", draft);
      rest.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  if (std::rename(draft.c_str(), path.c_str()) != 0) return cannot("replace", path);
  return {};
}

std::string expand_home(std::string_view path, const Environment& environment) {
  if (!path.starts_with("~/")) return std::string(path);
  return std::string(get(environment, "HOME")) + std::string(path.substr(1));
}

void FileWatch::watch(std::vector<std::string> paths) {
  paths_ = std::move(paths);
  stamps_.clear();
  for (const std::string& path : paths_) stamps_.push_back(stamp_of(path));
}

bool FileWatch::changed() {
  bool changed = false;
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    const Stamp now = stamp_of(paths_[i]);
    if (now == stamps_[i]) continue;
    stamps_[i] = now;
    changed = true;
  }
  return changed;
}

FileWatch::Stamp FileWatch::stamp_of(const std::string& path) {
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {status.st_mtim.tv_sec * kNanoseconds + status.st_mtim.tv_nsec, status.st_size,
          status.st_ino};
}

}  // namespace gw::credentials
