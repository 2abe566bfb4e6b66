#include "http/curl_engine.hpp"
#include "kube/client.hpp"
#include "support/cut_api.hpp"
#include "support/fake_loop.hpp"
#include "support/fake_transport.hpp"
#include "support/loopback_server.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace kscan::kube {
namespace {

constexpr unsigned seeds[] = {1, 2, 3, 4, 5};

/// Every answer of `api` over a transport in virtual time, in chunks of a few bytes.
template<typename Api> void serve(test::FakeTransport& transport, Api& api) {
  transport.otherwise([&api](const test::Sent& sent, test::FakeTransport::Script answer) {
    const auto reply = api.answer(sent.target);
    std::vector<std::string> chunks;
    for (std::size_t at = 0; at < reply.body.size(); at += 37)
      chunks.push_back(reply.body.substr(at, 37));
    const auto count = chunks.size();
    if (reply.status != 200) {
      answer.reply(reply.status, reply.body);
    } else if (reply.breaks) {
      answer.stream(std::move(chunks)).drop_after(count);
    } else {
      answer.stream(std::move(chunks));
    }
  });
}

/// A loop whose clock of pauses goes a hundred times faster.
class HastyLoop final : public io::Loop {
public:
  explicit HastyLoop(io::Loop& loop)
      : m_loop(loop) {}
  [[nodiscard]] io::Clock::time_point now() const override { return m_loop.now(); }
  [[nodiscard]] io::Ticket after(io::Clock::duration delay, std::function<void()> fn) override {
    return m_loop.after(delay / 100, std::move(fn));
  }
  [[nodiscard]] io::Ticket on_readable(int fd, std::function<void()> fn) override {
    return m_loop.on_readable(fd, std::move(fn));
  }
  void run_until(const std::function<bool()>& done) override { m_loop.run_until(done); }

private:
  io::Loop& m_loop;
};

struct Followed {
  std::vector<std::string> lines;
  std::optional<Result<>> end;
};

Followed follow(http::Transport& transport, io::Loop& loop) {
  Followed followed;
  Client client(transport, loop);
  const auto ticket = client.follow_log(
      {"n", "p"},
      "c",
      {.on_line = [&](std::string_view line) { followed.lines.emplace_back(line); },
       .on_end = [&](Result<> result) { followed.end = std::move(result); }});
  loop.run_until([&] { return followed.end.has_value(); });
  return followed;
}

std::vector<std::string>
watch(http::Transport& transport, io::Loop& loop, std::size_t changes, std::optional<Error>& lost) {
  std::vector<std::string> seen;
  Client client(transport, loop);
  const auto ticket = client.watch(
      pods,
      "n",
      {},
      {.on_change =
           [&](Change change, const nlohmann::json& object) {
             constexpr const char* words[] = {"added ", "modified ", "deleted "};
             const auto& metadata = object.at("metadata");
             seen.push_back(words[static_cast<int>(change)] + metadata.at("name").get<std::string>()
                            + "@" + metadata.value("resourceVersion", "?"));
           },
       .on_lost = [&](Error error) { lost = std::move(error); }});
  loop.run_until([&] { return seen.size() >= changes || lost; });
  return seen;
}

void expect_whole(const Followed& followed, const test::CutLog& log) {
  ASSERT_TRUE(followed.end);
  EXPECT_TRUE(*followed.end) << followed.end->error().message();
  EXPECT_EQ(followed.lines, log.lines());
  EXPECT_EQ(log.cuts(), 100);
}

class Cuts : public testing::TestWithParam<unsigned> {};

TEST_P(Cuts, LogIsDeliveredOnceAndInOrder) {
  test::CutLog log(GetParam());
  test::FakeLoop loop;
  test::FakeTransport transport(loop);
  serve(transport, log);
  expect_whole(follow(transport, loop), log);
}

TEST_P(Cuts, WatchDeliversEachChangeOnceAndInOrder) {
  test::CutWatch api(GetParam());
  test::FakeLoop loop;
  test::FakeTransport transport(loop);
  serve(transport, api);
  std::optional<Error> lost;
  EXPECT_EQ(watch(transport, loop, api.changes().size(), lost), api.changes());
  EXPECT_FALSE(lost);
  EXPECT_EQ(api.cuts(), 100);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Cuts, testing::ValuesIn(seeds));

TEST(CutsOverTheNetwork, LogIsDeliveredOnceAndInOrder) {
  test::CutLog log(6);
  Followed followed;
  {
    const test::LoopbackServer server([&](std::string_view target) { return log.answer(target); });
    http::CurlEngine engine;
    http::CurlTransport transport(engine, {.base_url = server.url()});
    HastyLoop loop(engine);
    followed = follow(transport, loop);
  }
  expect_whole(followed, log);
}

TEST(CutsOverTheNetwork, WatchDeliversEachChangeOnceAndInOrder) {
  test::CutWatch api(6);
  std::optional<Error> lost;
  std::vector<std::string> seen;
  {
    const test::LoopbackServer server([&](std::string_view target) { return api.answer(target); });
    http::CurlEngine engine;
    http::CurlTransport transport(engine, {.base_url = server.url()});
    HastyLoop loop(engine);
    seen = watch(transport, loop, api.changes().size(), lost);
  }
  EXPECT_EQ(seen, api.changes());
  EXPECT_FALSE(lost);
  EXPECT_EQ(api.cuts(), 100);
}

}  // namespace
}  // namespace kscan::kube
