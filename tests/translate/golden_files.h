// The files of golden translations: what golden_test.cc finds in tests/golden.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "bedrock/reader.h"
#include "eventstream/encoder.h"
#include "json/value.h"
#include "support/dialects.h"

namespace gw::translate::golden {

namespace fs = std::filesystem;

inline const fs::path kRoot = fs::path(GW_SOURCE_DIR) / "tests/golden";

// "response", "json" -> "response.messages.json"
inline std::string file_of(Dialect dialect, std::string_view stem, std::string_view extension) {
  std::string file(stem);
  if (dialect != Dialect::chat) file.append(".").append(name(dialect));
  return file.append(".").append(extension);
}

struct Case {
  std::string name;  // "converse/whole"
  Dialect dialect;
};
inline void PrintTo(const Case& one, std::ostream* out) {
  *out << one.name << ' ' << name(one.dialect);
}

inline std::vector<Case> discover() {
  std::vector<Case> cases;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot)) {
    for (const Dialect dialect : kDialects) {
      if (entry.path().filename() == file_of(dialect, "request", "json"))
        cases.push_back({fs::relative(entry.path().parent_path(), kRoot).string(), dialect});
    }
  }
  std::ranges::sort(cases, {}, [](const Case& one) { return std::tie(one.name, one.dialect); });
  return cases;
}

inline std::optional<std::string> read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text{std::istreambuf_iterator<char>(file), {}};
  while (text.ends_with('\n') && path.extension() == ".json") text.pop_back();
  return text;
}

inline bedrock::AnswerHeaders read_headers(const std::optional<std::string>& text) {
  bedrock::AnswerHeaders headers;
  if (!text) return headers;
  json::Document document;
  const json::Object object = document.parse(*text).value().object().value();
  const auto count = [&](std::string_view name) {
    const auto value = object.find(name);
    return value ? value->integer() : std::nullopt;
  };
  headers.input = count("x-amzn-bedrock-input-token-count");
  headers.output = count("x-amzn-bedrock-output-token-count");
  return headers;
}

// "a b c" split at its first space.
inline std::pair<std::string, std::string> split(const std::string& line) {
  const std::size_t space = std::min(line.find(' '), line.size());
  return {line.substr(0, space), line.substr(std::min(space + 1, line.size()))};
}

// The event stream that such a file stands for.
inline std::string frames(const std::string& text) {
  Buffer out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    const auto [kind, rest] = split(line);
    const auto [name, payload] = split(rest);
    if (kind == "exception") {
      eventstream::append_exception(name, payload, out);
    } else if (kind == "error") {
      eventstream::append_error(name, payload, out);
    } else if (kind == "cut") {
      out.truncate_by(std::stoul(rest));
    } else if (kind == "flip") {
      out.data()[std::stoul(rest)] ^= 1;
    } else if (kind == "chunk") {
      const std::string envelope = R"({"bytes":")" + to_base64(rest) + R"(","p":"abcdef"})";
      eventstream::append_event(kind, envelope, out);
    } else {
      eventstream::append_event(kind, rest, out);
    }
  }
  return std::string(out.view());
}

}  // namespace gw::translate::golden
