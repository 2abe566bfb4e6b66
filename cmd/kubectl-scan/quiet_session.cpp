#include "kubectl-scan/quiet_session.hpp"

#include "kube/discovery_cache.hpp"
#include "workload/resource_type.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

namespace kscan::cmd {

namespace {

constexpr std::chrono::milliseconds patience{1500};

/// Of a switch, by the last time that it was given.
bool is_on(const HalfTyped& half, const std::string& name) {
  constexpr std::array<std::string_view, 6> off{"0", "f", "F", "false", "FALSE", "False"};
  const auto given = values_of(half, name);
  return !given.empty() && std::ranges::find(off, given.front()) == off.end();
}

/// Types that only flags name objects of.
const kube::ResourceType* type_of_flag(const std::string& typed) {
  static const std::array<kube::ResourceType, 3> types{
      kube::ResourceType{"", "v1", "serviceaccounts", "ServiceAccount", true},
      kube::ResourceType{"", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true},
      kube::ResourceType{"scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass"}};
  const auto* const found = std::ranges::find(types, typed, &kube::ResourceType::plural);
  return found == types.end() ? nullptr : found;
}

}  // namespace

Connection connection_of(const HalfTyped& half, const kubeconfig::System& system) {
  CLI::App app;
  ConnectionFlags flags;
  add_connection_flags(app, flags, Help::hidden);
  app.allow_extras();
  std::vector<std::string> given(half.flags.rbegin(), half.flags.rend());
  std::erase_if(given, [](const std::string& flag) { return flag.find('=') + 1 == flag.size(); });
  app.parse(std::move(given));
  Connection connection = value_or_throw(to_connection(std::move(flags), system));
  connection.request_timeout = patience;
  connection.verbosity = 0;
  return connection;
}

QuietSession::QuietSession(const HalfTyped& half, const Surroundings& around)
    : m_nowhere(nullptr),
      m_around{around.system, m_nowhere, m_nowhere},
      m_connection(connection_of(half, around.system)),
      m_deadline(m_engine.after(patience, [this] { m_over = true; })),
      m_session(m_connection, m_engine, m_around),
      m_client(m_session.hasty_client()),
      m_all_namespaces(is_on(half, "all-namespaces")) {}

std::optional<QuietSession::Place> QuietSession::place_of(const std::string& typed) const {
  std::optional<kube::ResourceType> type = type_of(typed);
  if (!type) return std::nullopt;
  Place place{*std::move(type), {}};
  if (place.type.namespaced) place.ns = scope();
  return place;
}

std::optional<kube::ResourceType> QuietSession::type_of(const std::string& typed) const {
  if (const auto* const known = workload::builtin_type(typed))
    return kube::ResourceType{std::string(known->group),
                              "v1",
                              std::string(known->plural),
                              std::string(known->kind),
                              known->namespaced};
  if (const auto* const known = type_of_flag(typed)) return *known;
  auto groups = m_session.known_types().load();
  if (!groups) return std::nullopt;
  auto types = kube::ApiCatalog(*std::move(groups)).resolve(typed);
  return types.empty() ? std::nullopt : std::optional(std::move(types.front()));
}

void QuietSession::whole(const kube::Resource& what, const std::string& ns, kube::Each each) {
  wait([&](kube::EachDone done) {
    return m_client.list(what, ns, {}, std::move(each), std::move(done));
  });
}

void QuietSession::metadata(const kube::Resource& what,
                            const std::string& ns,
                            const kube::Selector& by,
                            kube::Each each) {
  wait([&](kube::EachDone done) {
    return m_client.list_metadata(what, ns, by, std::move(each), std::move(done));
  });
}

void QuietSession::wait(const Start& start) {
  bool done = false;
  const io::Ticket list = start([&done](const Result<>&) { done = true; });
  m_engine.run_until([this, &done] { return done || m_over; });
}

}  // namespace kscan::cmd
