#pragma once
#include "http/curl_engine.hpp"
#include "kubectl-scan/half_typed.hpp"
#include "kubectl-scan/session.hpp"

#include <functional>
#include <optional>
#include <ostream>
#include <string>

namespace kscan::cmd {

/// The flags about the connection that were typed so far, and their variables. Throws Error.
[[nodiscard]] Connection connection_of(const HalfTyped& half, const kubeconfig::System& system);

/// A session of which nobody hears, for who is in the midst of typing: it asks for lists and
/// nothing else, each once, and is over 1.5 s after it began, credential plugins included.
class QuietSession {
public:
  /// Throws Error.
  QuietSession(const HalfTyped& half, const Surroundings& around);
  QuietSession(const QuietSession&) = delete;
  QuietSession& operator=(const QuietSession&) = delete;

  /// A type and the namespace that it is listed in.
  struct Place {
    kube::ResourceType type;
    std::string ns;
  };
  /// Nobody is asked: nothing for a type that is not Kubernetes' own and not in kubectl's cache.
  [[nodiscard]] std::optional<Place> place_of(const std::string& typed) const;
  /// Of the flags; never empty.
  [[nodiscard]] const std::string& ns() const { return m_session.ns(); }
  /// The same, or "", all namespaces, with -A.
  [[nodiscard]] std::string scope() const { return m_all_namespaces ? "" : ns(); }

  /// What comes until the session is over. Blocking; an error is the end.
  void whole(const kube::Resource& what, const std::string& ns, kube::Each each);
  void metadata(const kube::Resource& what,
                const std::string& ns,
                const kube::Selector& by,
                kube::Each each);

private:
  using Start = std::function<io::Ticket(kube::EachDone)>;
  void wait(const Start& start);
  [[nodiscard]] std::optional<kube::ResourceType> type_of(const std::string& typed) const;

  std::ostream m_nowhere;
  Surroundings m_around;
  Connection m_connection;
  bool m_over = false;
  http::CurlEngine m_engine;
  io::Ticket m_deadline;
  Session m_session;
  kube::Client m_client;
  bool m_all_namespaces;
};

}  // namespace kscan::cmd
