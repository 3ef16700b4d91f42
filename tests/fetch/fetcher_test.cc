// Files over connections in memory: what is asked for, what is taken, and what each refusal says.
#include "fetch/fetcher.h"

#include <gtest/gtest.h>

#include "support/prepared_connector.h"
#include "support/run.h"

namespace gw::fetch {
namespace {

using test::MemoryStream;
using test::PreparedConnector;
using Files = std::expected<std::vector<File>, Failure>;

class FetcherTest : public testing::Test {
 protected:
  Files get(const std::vector<std::string>& urls) {
    const Fetcher fetcher(policy_, limits_, {public_, private_}, deadlines_,
                          context_.get_executor());
    return test::run(context_, fetcher.get_all(urls, cancel_, memory_));
  }
  // The file behind one URL, or the error.
  std::string get(const std::string& url) {
    const Files files = get(std::vector{url});
    if (!files) return files.error().error.message;
    return std::string(files->front().content.view());
  }
  io::Task<std::string> sent_to(MemoryStream& peer) {
    Buffer bytes;
    while (!bytes.view().ends_with("\r\n\r\n")) {
      const std::span<char> room = bytes.prepare(4096);
      const Result<std::size_t> n = co_await peer.read_some(room);
      if (!n || *n == 0) break;
      bytes.commit(*n);
    }
    co_return std::string(bytes.view());
  }

  io::asio::io_context context_{1};
  io::Deadlines deadlines_{context_.get_executor()};
  PreparedConnector public_{context_.get_executor()};
  PreparedConnector private_{context_.get_executor()};
  policy::FetchPolicy policy_{.hosts = {"*.example"}, .private_origins = {"http://own:9000"}};
  Limits limits_;
  io::CancelScope cancel_;
  io::Quota quota_;
  io::BodyMemory memory_{&quota_, 2 * io::BodyMemory::kSmall};
};

TEST_F(FetcherTest, AsksForAFileAndForNothingElse) {
  MemoryStream& peer = public_.add(
      "HTTP/1.1 200 OK\r\ncontent-type: Image/PNG; a=b\r\ncontent-length: 4\r\n\r\n\x89PNG");
  const Files files = get(std::vector<std::string>{"https://a.example/b/c%20d.png?e=f#g"});
  ASSERT_TRUE(files) << files.error().error.message;
  EXPECT_EQ(files->front().content.view(), "\x89PNG");
  EXPECT_EQ(files->front().media_type, "image/png");
  EXPECT_EQ(files->front().name, "c d.png");
  EXPECT_EQ(test::run(context_, sent_to(peer)),
            "GET /b/c%20d.png?e=f HTTP/1.1\r\nhost: a.example\r\nuser-agent: bedrock-gateway\r\n"
            "accept: */*\r\naccept-encoding: identity\r\nconnection: close\r\n\r\n");
}

TEST_F(FetcherTest, TakesEveryFramingOfABody) {
  public_.add(
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
  EXPECT_EQ(get("https://a.example/"), "abc");
  public_.add_closing("HTTP/1.0 200 OK\r\n\r\nabc");
  EXPECT_EQ(get("https://a.example/"), "abc");
  public_.add_closing("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc");
  EXPECT_NE(get("https://a.example/"), "abc");
}

TEST_F(FetcherTest, GoesToPublicAddressesUnlessTheOperatorSaysOtherwise) {
  private_.add("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nown");
  EXPECT_EQ(get("http://own:9000/a"), "own");
  EXPECT_TRUE(public_.destinations.empty());
  EXPECT_TRUE(get("http://own/a").contains("media.fetch_hosts"));
  EXPECT_TRUE(get("https://evil/a").contains("media.fetch_hosts"));
  EXPECT_TRUE(public_.destinations.empty());
}

TEST_F(FetcherTest, FollowsThreeRedirectsAndJudgesEach) {
  for (const char* target : {"https://b.example/1", "/2", "//c.example/3"}) {
    public_.add("HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: " + std::string(target) +
                "\r\n\r\n");
  }
  public_.add("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc");
  EXPECT_EQ(get("https://a.example/"), "abc");
  EXPECT_EQ(public_.destinations,
            (std::vector<std::string>{"a.example", "b.example", "b.example", "c.example"}));

  for (int i = 0; i < 5; ++i)
    public_.add("HTTP/1.1 307 T\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n");
  EXPECT_TRUE(get("https://a.example/").contains("more than three times"));
  public_.forget_unused();
}

TEST_F(FetcherTest, RedirectsDoNotLeaveWhatIsAllowed) {
  for (const char* target :
       {"http://169.254.169.254/latest/meta-data/", "https://evil/", "http://a.example/",
        "https://a.example:8080/", "file:///etc/passwd", "https://user@a.example/"}) {
    public_.add("HTTP/1.1 301 Moved\r\ncontent-length: 0\r\nlocation: " + std::string(target) +
                "\r\n\r\n");
    const std::size_t before = public_.destinations.size();
    EXPECT_FALSE(get(std::vector<std::string>{"https://a.example/"})) << target;
    EXPECT_EQ(public_.destinations.size(), before + 1) << target;
    EXPECT_TRUE(private_.destinations.empty());
  }
}

TEST_F(FetcherTest, RefusesOtherAnswers) {
  public_.add("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
  EXPECT_EQ(get("https://a.example/"), "'a.example' answered with status 404");
  public_.add("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc");
  EXPECT_EQ(get("https://a.example/"), "'a.example' answered with a content-encoding");
  public_.add_closing("SSH-2.0-OpenSSH_9.2\r\n\r\n");
  EXPECT_FALSE(get(std::vector<std::string>{"https://a.example/"}));
  public_.add_closing("");
  EXPECT_FALSE(get(std::vector<std::string>{"https://a.example/"}));
}

TEST_F(FetcherTest, AllFilesTogetherAreBounded) {
  limits_.bytes = 5;
  public_.add("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n");
  EXPECT_TRUE(get("https://a.example/").contains("media.fetch_size"));
  public_.add("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\nabcdef\r\n");
  EXPECT_TRUE(get("https://a.example/").contains("media.fetch_size"));
  public_.add("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc");
  public_.add("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\ndef");
  const Files files = get(std::vector<std::string>{"https://a.example/1", "https://a.example/2"});
  ASSERT_FALSE(files);
  EXPECT_TRUE(files.error().error.message.contains("media.fetch_size"));
}

TEST_F(FetcherTest, AllFilesOfAllRequestsHaveToFitIntoMemory) {
  const std::string answer = "HTTP/1.1 200 OK\r\ncontent-length: 20000\r\n\r\n" +
                             std::string(io::BodyMemory::kSmall + 1, 'x');
  const std::vector<std::string> urls = {"https://a.example/1", "https://a.example/2"};
  for (std::size_t i = 0; i < urls.size(); ++i) public_.add(answer);
  const Files files = get(urls);
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().error.code, Errc::busy);
}

TEST_F(FetcherTest, ManyFilesComeInTheOrderOfTheirUrls) {
  std::vector<std::string> urls;
  for (int i = 0; i < 9; ++i) {
    urls.push_back("https://a.example/" + std::to_string(i));
    public_.add("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n" + std::to_string(i));
  }
  const Files files = get(urls);
  ASSERT_TRUE(files) << files.error().error.message;
  ASSERT_EQ(files->size(), urls.size());
  for (std::size_t i = 0; i < urls.size(); ++i) {
    EXPECT_EQ((*files)[i].name, std::to_string(i));
    EXPECT_EQ((*files)[i].content.size(), 1U);
  }
}

TEST_F(FetcherTest, OneFailureEndsTheRest) {
  public_.add("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nnever all");
  public_.add("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nstill");  // waits for ever
  public_.add("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
  const Files files = get(std::vector<std::string>{"https://a.example/0", "https://a.example/1",
                                                   "https://a.example/2"});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().index, 2U);
  EXPECT_EQ(files.error().error.message, "'a.example' answered with status 404");
}

TEST_F(FetcherTest, ASlowFileIsGivenUp) {
  limits_.time = std::chrono::milliseconds(1);
  public_.add("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nstill");
  EXPECT_EQ(get("https://a.example/"), "'a.example' took longer than 1 ms (media.fetch_timeout)");
}

TEST_F(FetcherTest, EndsWithTheClient) {
  cancel_.cancel();
  public_.add("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nstill");
  const Files files = get(std::vector<std::string>{"https://a.example/"});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().error.code, Errc::canceled);
  public_.forget_unused();
}

TEST_F(FetcherTest, SurvivesTheFailureOfEachOperation) {
  for (const auto fault :
       {MemoryStream::Fault::reset, MemoryStream::Fault::end, MemoryStream::Fault::cancel}) {
    for (std::size_t operation = 1; operation <= 2; ++operation) {
      public_.add("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc", operation, fault);
      EXPECT_FALSE(get(std::vector<std::string>{"https://a.example/"})) << operation;
    }
  }
}

}  // namespace
}  // namespace gw::fetch
