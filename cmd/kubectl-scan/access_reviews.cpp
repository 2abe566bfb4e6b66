#include "kubectl-scan/access_reviews.hpp"

#include <cstddef>
#include <optional>
#include <utility>

namespace kscan::cmd {

namespace {

kube::Access access_of(const plan::Right& right, const std::string& ns) {
  return {.verb = std::string(right.verb),
          .group = std::string(right.group),
          .resource = std::string(right.resource),
          .subresource = std::string(right.subresource),
          .ns = ns};
}

bool is_unanswered(const Error& error) {
  return error.code() == Errc::forbidden || error.code() == Errc::not_found;
}

/// The answers, in the order of the questions: they come in any.
class Reviews {
public:
  void ask(const kube::Access& access, kube::Client& client) {
    const std::size_t index = m_allowed.size();
    m_allowed.push_back(false);
    ++m_open;
    m_tickets.push_back(client.can_i(access, [this, index](Result<kube::Permission> answer) {
      take(index, std::move(answer));
    }));
  }
  void wait(io::Loop& loop) {
    loop.run_until([this] { return m_open == 0 || m_error; });
    if (m_error) throw Error(*m_error);
  }
  [[nodiscard]] bool allowed(std::size_t index) const { return m_allowed[index]; }

private:
  void take(std::size_t index, Result<kube::Permission> answer) {
    --m_open;
    if (answer)
      m_allowed[index] = answer->allowed;
    else if (is_unanswered(answer.error()))
      m_allowed[index] = true;
    else
      m_error = std::move(answer).error();
  }

  std::vector<bool> m_allowed;
  std::size_t m_open = 0;
  std::optional<Error> m_error;
  std::vector<io::Ticket> m_tickets;  // last: cancelled before what their callbacks use is gone
};

}  // namespace

std::map<std::string, std::vector<plan::Right>>
allowed_rights(const std::set<std::string>& namespaces,
               std::span<const plan::Right> rights,
               kube::Client& client,
               io::Loop& loop) {
  Reviews reviews;
  for (const std::string& ns : namespaces)
    for (const plan::Right& right : rights)
      reviews.ask(access_of(right, ns), client);
  reviews.wait(loop);
  std::map<std::string, std::vector<plan::Right>> result;
  std::size_t index = 0;
  for (const std::string& ns : namespaces)
    for (const plan::Right& right : rights)
      if (reviews.allowed(index++)) result[ns].push_back(right);
  return result;
}

}  // namespace kscan::cmd
