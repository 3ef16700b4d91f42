// Whatever a model says, each dialect's writers keep the laws of llm/writer.h.
#include "support/writer_laws.h"

#include <random>

#include <gtest/gtest.h>

namespace gw::translate {
namespace {

// Sanitizers are slow.
#if defined(__SANITIZE_ADDRESS__) || (defined(__has_feature) && __has_feature(address_sanitizer))
constexpr int kAnswers = 200;
#else
constexpr int kAnswers = 3000;
#endif

class Writers : public ::testing::TestWithParam<Dialect> {};

TEST_P(Writers, KeepTheLaws) {
  WriterLaws laws(GetParam());
  std::mt19937 random(1);
  for (int answer = 0; answer < kAnswers; ++answer) {
    std::string bytes(random() % 24, '\0');
    std::ranges::generate(bytes, [&] { return static_cast<char>(random()); });
    const std::string cut(1 + random() % 3, static_cast<char>(random()));
    ASSERT_EQ(laws.check(bytes, cut), "") << "answer " << answer;
  }
}

INSTANTIATE_TEST_SUITE_P(EveryDialect, Writers, ::testing::ValuesIn(kDialects),
                         [](const auto& info) { return std::string(name(info.param)); });

}  // namespace
}  // namespace gw::translate
