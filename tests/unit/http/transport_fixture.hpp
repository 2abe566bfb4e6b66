#pragma once
#include "http/curl_engine.hpp"
#include "support/fake_server.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kscan::http {

using nlohmann::json;
using test::CertificateAuthority;
using test::FakeServer;

/// What a sink was told, in the order in which it was told.
struct Seen {
  std::optional<Head> head;
  std::vector<std::string> chunks;
  std::optional<Result<>> end;
  io::Ticket ticket;

  [[nodiscard]] std::string body() const {
    std::string all;
    for (const auto& chunk : chunks)
      all += chunk;
    return all;
  }
  Sink sink() {
    return {.on_head = [this](const Head& h) { head = h; },
            .on_data = [this](std::string_view bytes) { chunks.emplace_back(bytes); },
            .on_end = [this](Result<> result) { end = std::move(result); }};
  }
};

inline const CertificateAuthority& authority() {
  static const CertificateAuthority ca("kscan test");
  return ca;
}

/// Requests over real sockets.
class TransportFixture : public testing::Test {
protected:
  Endpoint endpoint(const FakeServer& server) {
    Endpoint endpoint;
    endpoint.base_url = server.url();
    endpoint.ca_pem = authority().pem();
    return endpoint;
  }
  Seen& start(Transport& transport, Request request) {
    auto& seen = m_seen.emplace_back();
    seen.ticket = transport.start(std::move(request), seen.sink());
    return seen;
  }
  Seen& start(Transport& transport, std::string target) {
    Request request;
    request.target = std::move(target);
    return start(transport, std::move(request));
  }
  void wait_for(const std::function<bool()>& done) {
    bool late = false;
    const auto alarm = m_engine.after(std::chrono::seconds(20), [&] { late = true; });
    m_engine.run_until([&] { return late || done(); });
    ASSERT_FALSE(late) << "nothing came";
  }
  Seen& finish(Seen& seen) {
    wait_for([&] { return seen.end.has_value(); });
    if (!seen.end) seen.end = fail(Errc::timeout, "nothing came");
    return seen;
  }
  json echo(Transport& transport, Request request) {
    request.target = "/echo";
    const auto& seen = finish(start(transport, std::move(request)));
    EXPECT_TRUE(*seen.end) << (*seen.end ? "" : seen.end->error().message());
    return json::parse(seen.body(), nullptr, false);
  }
  Error failure(Transport& transport, std::string target = "/echo") {
    const auto& seen = finish(start(transport, std::move(target)));
    EXPECT_FALSE(*seen.end);
    return *seen.end ? Error(Errc::internal, "none") : seen.end->error();
  }

  CurlEngine m_engine;
  std::deque<Seen> m_seen;
};

}  // namespace kscan::http
