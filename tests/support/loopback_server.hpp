#pragma once
#include "cut_api.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace kscan::test {

/// Plain HTTP on 127.0.0.1 in a thread of its own, one request per connection, one at a time. What
/// `answer` uses belongs to the thread until the server is gone.
class LoopbackServer {
public:
  using Answer = std::function<CutReply(std::string_view target)>;
  explicit LoopbackServer(Answer answer);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;
  [[nodiscard]] std::string url() const;

private:
  void serve();
  void talk(int connection);

  Answer m_answer;
  int m_listening;
  int m_port = 0;
  std::thread m_thread;
};

}  // namespace kscan::test
