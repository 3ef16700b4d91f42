// One picture in every spelling that clients have been seen to use.
#include "llm/media_source.h"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace gw::llm {
namespace {

struct Read {
  std::expected<void, llm::Failure> outcome;
  Media media;
  std::list<std::string> repaired;
};

Read read(std::string_view escaped) {
  Read result{{}, {.kind = Media::Kind::image}, {}};
  const Path root;
  result.outcome = read_source({escaped}, root / "url", result.repaired, result.media);
  return result;
}

TEST(MediaSource, CleanBase64StaysWhereItIs) {
  for (const std::string_view url : {"data:image/png;base64,+/+/AAA=", "+/+/AAA="}) {
    const Read result = read(url);
    ASSERT_TRUE(result.outcome);
    EXPECT_EQ(result.media.data.data(), url.data() + url.size() - 8) << "copied";
    EXPECT_TRUE(result.repaired.empty());
  }
}

TEST(MediaSource, EverySpellingBecomesStandardBase64) {
  struct Case {
    std::string_view written;
    std::string_view media_type;
    std::string_view data;
  };
  for (const Case& c :
       std::vector<Case>{{"data:image/png;base64,+/+/AAA=", "image/png", "+/+/AAA="},
                         {"DATA:IMAGE/PNG;BASE64,+/+/AAA=", "image/png", "+/+/AAA="},
                         {"data:image/png;charset=utf-8;base64,AAAA", "image/png", "AAAA"},
                         {"data:image/png ; name=\\\"a\\\" ; base64 ,AAAA", "image/png", "AAAA"},
                         {"data:image\\/png;base64,\\/9j\\/4A==", "image/png", "/9j/4A=="},
                         {"data:image/png;base64,-_-_AAA", "image/png", "+/+/AAA="},
                         {"data:image/png;base64,AA\\r\\nAA\\n", "image/png", "AAAA"},
                         {"data:image/png;base64, AAAA", "image/png", "AAAA"},
                         {"data:image/png;base64,%2B%2F%2b%2fAAA%3D", "image/png", "+/+/AAA="},
                         {"  data:image/png;base64,AAAA", "image/png", "AAAA"},
                         {"data:;base64,AAAA", "", "AAAA"},
                         {"data:text/plain,caf%C3%A9", "text/plain", "Y2Fmw6k="},
                         {"data:,a", "", "YQ=="},
                         {"AAAA", "", "AAAA"},
                         {"\\/9j\\/4A", "", "/9j/4A=="}}) {
    const Read result = read(c.written);
    ASSERT_TRUE(result.outcome) << c.written << ": " << result.outcome.error().message;
    EXPECT_EQ(result.media.source, Media::Source::data);
    EXPECT_EQ(result.media.media_type, c.media_type) << c.written;
    EXPECT_EQ(result.media.data, c.data) << c.written;
  }
}

TEST(MediaSource, UrlsAreKept) {
  for (const auto& [written, url] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"https://a.example/b.png?c=d,e", "https://a.example/b.png?c=d,e"},
           {"HTTPS:\\/\\/a.example\\/b.png", "HTTPS://a.example/b.png"},
           {" http://a.example/\\n", "http://a.example/"}}) {
    const Read result = read(written);
    ASSERT_TRUE(result.outcome) << written;
    EXPECT_EQ(result.media.source, Media::Source::url);
    EXPECT_EQ(result.media.url, url);
  }
  const Read result = read("S3://bucket/key.png");
  EXPECT_EQ(result.media.source, Media::Source::s3);
  EXPECT_EQ(result.media.url, "s3://bucket/key.png");
}

TEST(MediaSource, WhatCannotBeReadIsSaid) {
  for (const auto& [written, part] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"", "it has no data"},
           {"data:image/png;base64,", "it has no data"},
           {"data:image/png", "a comma"},
           {"data:image/png;base64,AAAAA", "not base64"},
           {"data:image/png;base64,A*AA", "not base64"},
           {"data:image/png;base64,%4", "not base64"},
           {"data:text/plain,%4", "percent"},
           {"data:image/png;base64,\\x", "invalid escape"},
           {"file:///etc/passwd", "it must be a data URL"},
           {"gopher://a", "it must be a data URL"},
           {"hello world!", "not base64"}}) {
    const Read result = read(written);
    ASSERT_FALSE(result.outcome) << written;
    EXPECT_NE(result.outcome.error().message.find(part), std::string::npos)
        << result.outcome.error().message;
    EXPECT_EQ(result.outcome.error().param, "url");
  }
}

}  // namespace
}  // namespace gw::llm
