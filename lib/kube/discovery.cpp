#include "kube/discovery.hpp"

#include "kube/wait.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace kscan::kube {

namespace {

using nlohmann::json;

constexpr auto plain = "application/json";
// The first that a server knows; client-go names them in this order.
constexpr auto aggregated =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
constexpr std::size_t most_at_once = 8;

/// The resources of versions that are not known yet, a few at a time.
class VersionReader {
public:
  VersionReader(Client& client, std::vector<ApiGroup>& groups)
      : m_client(client) {
    for (auto& group : groups) {
      for (auto& version : group.versions) {
        if (!version.known) m_wanted.push_back({&group, &version});
      }
    }
    m_tickets.resize(m_wanted.size());
  }

  void run(io::Loop& loop, const std::function<void(const ApiGroup&, const ApiVersion&)>& on_read) {
    m_on_read = on_read;
    while (m_begun < std::min(m_wanted.size(), most_at_once))
      begin();
    loop.run_until([this] { return m_ended == m_wanted.size(); });
  }

  [[nodiscard]] const std::vector<std::string>& silent() const { return m_silent; }

private:
  struct Wanted {
    const ApiGroup* group;
    ApiVersion* version;
  };

  void begin() {
    const auto index = m_begun++;
    const auto& [group, version] = m_wanted[index];
    const auto path = (group->name.empty() ? "/api/" : "/apis/") + group_version(*group, *version);
    m_tickets[index] = m_client.get_path(
        path, plain, [this, index](const Result<json>& list) { end(m_wanted[index], list); });
  }

  void end(const Wanted& wanted, const Result<json>& list) {
    ++m_ended;
    if (m_begun < m_wanted.size()) begin();
    if (!list) return m_silent.push_back(group_version(*wanted.group, *wanted.version));
    wanted.version->known = true;
    wanted.version->resources = resources_of(*list);
    m_on_read(*wanted.group, *wanted.version);
  }

  Client& m_client;
  std::function<void(const ApiGroup&, const ApiVersion&)> m_on_read;
  std::vector<Wanted> m_wanted;
  std::vector<io::Ticket> m_tickets;
  std::size_t m_begun = 0;
  std::size_t m_ended = 0;
  std::vector<std::string> m_silent;
};

}  // namespace

Discovery::Discovery(Client& client, io::Loop& loop, std::optional<DiscoveryCache> cache)
    : m_client(client),
      m_loop(loop),
      m_cache(std::move(cache)) {}

std::vector<ResourceType> Discovery::resolve(std::string_view argument) {
  if (!m_catalog) load();
  auto types = m_catalog->resolve(argument);
  if (types.empty() && m_from_cache) {
    ask_server();
    types = m_catalog->resolve(argument);
  }
  if (types.empty()) throw unknown(argument);
  return types;
}

void Discovery::load() {
  auto groups = m_cache ? m_cache->load() : std::nullopt;
  if (!groups) return ask_server();
  complete(*groups);
  m_catalog.emplace(std::move(*groups));
  m_from_cache = true;
}

void Discovery::ask_server() {
  auto groups = groups_at("/api");
  auto others = groups_at("/apis");
  std::ranges::move(others, std::back_inserter(groups));
  store(groups);
  complete(groups);
  m_catalog.emplace(std::move(groups));
  m_from_cache = false;
}

/// A server without a core group (an aggregated one by itself) has no /api.
std::vector<ApiGroup> Discovery::groups_at(const std::string& path) {
  const auto ask = [&](const char* accept) {
    return groups_of(wait_for<json>(
        m_loop, [&](Done done) { return m_client.get_path(path, accept, std::move(done)); }));
  };
  try {
    return ask(aggregated);
  } catch (const Error& error) {
    if (error.code() == Errc::not_found && path == "/api") return {};
    if (error.code() != Errc::invalid) throw;
  }
  return ask(plain);  // 406: a server that knows none of these
}

void Discovery::complete(std::vector<ApiGroup>& groups) {
  VersionReader reader(m_client, groups);
  reader.run(m_loop, [this](const ApiGroup& group, const ApiVersion& version) {
    if (m_cache) m_cache->store_resources(group, version);
  });
  m_silent = reader.silent();
}

void Discovery::store(const std::vector<ApiGroup>& groups) const {
  if (!m_cache) return;
  m_cache->store_groups(groups);
  for (const auto& group : groups) {
    for (const auto& version : group.versions)
      m_cache->store_resources(group, version);
  }
}

Error Discovery::unknown(std::string_view argument) const {
  const std::string name(argument.substr(0, argument.find('.')));
  Error error(Errc::not_found, "the server doesn't have a resource type \"" + name + "\"");
  if (m_silent.empty()) return std::move(error).hint("see what it has: kubectl api-resources");
  std::string silent;
  for (const auto& version : m_silent)
    silent += (silent.empty() ? "" : ", ") + version;
  return std::move(error).hint("these parts of the API do not answer: " + silent);
}

}  // namespace kscan::kube
