#include "gateway/inbound_tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/certificates.h"

namespace gw::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

config::ServerSettings showing(const test::Certificates::Files& files) {
  config::ServerSettings settings;
  settings.tls_certificate = files.certificate;
  settings.tls_key = files.key;
  return settings;
}

TEST(InboundTls, WithoutACertificateThereIsNone) {
  auto inbound = InboundTls::load({});
  ASSERT_TRUE(inbound);
  EXPECT_EQ(inbound->shared(), nullptr);
  EXPECT_EQ(inbound->description(), "");
  EXPECT_FALSE(inbound->changed());
}

TEST(InboundTls, ACertificateThatIsGood) {
  test::Certificates certificates;
  const auto files = certificates.server();
  auto inbound = InboundTls::load(showing(files));
  ASSERT_TRUE(inbound) << inbound.error().message;
  EXPECT_NE(inbound->shared(), nullptr);
  EXPECT_THAT(inbound->description(), AllOf(HasSubstr(files.certificate), HasSubstr("good until")));
  EXPECT_FALSE(inbound->changed());
}

TEST(InboundTls, ACertificateThatHasExpiredIsNotShown) {
  test::Certificates certificates;
  test::Certificates::Wanted wanted;
  wanted.valid_for_seconds = -60;
  const auto files = certificates.issue(wanted);
  const auto inbound = InboundTls::load(showing(files));
  ASSERT_FALSE(inbound);
  EXPECT_THAT(inbound.error().message, AllOf(HasSubstr(files.certificate), HasSubstr("expired")));
}

}  // namespace
}  // namespace gw::gateway
