#include "discover/places.hpp"

#include "base/json.hpp"
#include "workload/node.hpp"
#include "workload/state.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace kscan::discover {

using nlohmann::json;

namespace {

// More of them cost less in one list.
constexpr std::size_t most_gets = 8;

std::string name_of(const json& object) {
  return text_member(member(object, "metadata"), "name");
}

}  // namespace

void Places::add_nodes(Calls& calls, const std::set<std::string>& names, bool must_exist) {
  const Kind kind{kube::nodes, [this](const json& node) { take_node(node); }, m_nodes};
  add(calls, kind, names, must_exist);
}

void Places::add_namespaces(Calls& calls, const std::set<std::string>& names, bool must_exist) {
  const Kind kind{kube::namespaces, [this](const json& ns) { take_namespace(ns); }, m_namespaces};
  add(calls, kind, names, must_exist);
}

void Places::add(Calls& calls,
                 const Kind& kind,
                 const std::set<std::string>& names,
                 bool must_exist) {
  std::vector<std::string> wanted;
  std::ranges::set_difference(names, kind.asked, std::back_inserter(wanted));
  kind.asked.insert(wanted.begin(), wanted.end());
  if (!must_exist && wanted.size() > most_gets) return add_list(calls, kind);
  for (const std::string& name : wanted)
    add_get(calls, kind, name, must_exist);
}

void Places::add_get(Calls& calls, const Kind& kind, const std::string& name, bool must_exist) {
  calls.add([this, resource = kind.resource, take = kind.take, name, must_exist](Calls::Over over) {
    return m_api.client.get_metadata(
        resource, {{}, name}, [take, must_exist, over = std::move(over)](Result<json> object) {
          if (object) take(*object);
          const bool missing = !object && object.error().code() == Errc::not_found;
          over(must_exist && missing ? Result<>(fail(std::move(object).error())) : Result<>());
        });
  });
}

void Places::add_list(Calls& calls, const Kind& kind) {
  calls.add([this, resource = kind.resource, take = kind.take](Calls::Over over) {
    return m_api.client.list_metadata(
        resource, {}, {}, {.on_item = take}, [over = std::move(over)](const Result<>&) {
          over({});
        });
  });
}

// A name that is there a second time has been asked for alone.
void Places::take_node(const json& node) {
  m_facts.nodes[name_of(node)] = workload::facts_of(node);
}

void Places::take_namespace(const json& ns) {
  if (workload::skip_in_namespace(ns) != workload::Skip::none)
    m_facts.opted_out.insert(name_of(ns));
}

}  // namespace kscan::discover
