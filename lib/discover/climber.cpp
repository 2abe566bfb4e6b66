#include "discover/climber.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <optional>

namespace kscan::discover {

using nlohmann::json;
using workload::Controller;
using workload::Owner;

namespace {

// More of them cost less in one list.
constexpr std::size_t most_gets = 4;
constexpr std::size_t most_namespaces = 8;

bool stands_between(const Type& type) {
  const std::string& kind = type.type.kind;
  return type.builtin && (kind == "ReplicaSet" || kind == "Job" || kind == "ReplicationController");
}

/// Who may not read an owner is told the pod's controller; all else is an error.
Result<> unless_hidden(const Error& error) {
  const bool hidden = error.code() == Errc::forbidden || error.code() == Errc::not_found;
  return hidden ? Result<>() : fail(error);
}

std::string uid_of(const json& object) {
  return text_member(member(object, "metadata"), "uid");
}

}  // namespace

std::optional<Type> Climber::type_to_read(const Owner& owner, Climb how) {
  std::optional<Type> type = m_types.of(owner, how == Climb::far);
  if (type && how == Climb::usual && !stands_between(*type)) return std::nullopt;
  return type;
}

void Climber::want(Levels& levels, const Controller& top, Climb how) {
  if (top.owner.uid.empty() || m_asked.contains(top.owner.uid)) return;
  std::optional<Type> type = type_to_read(top.owner, how);
  if (!type) return;
  m_asked.insert(top.owner.uid);
  const std::string ns = type->type.namespaced ? top.ns : std::string();
  Level& level = levels[{top.owner.api_version + " " + top.owner.kind, ns}];
  level.type = *std::move(type);
  level.names[top.owner.uid] = top.owner.name;
}

// Many namespaces are read in one list.
Climber::Levels Climber::gathered(Levels levels) {
  std::map<std::string, std::size_t> namespaces;
  for (const auto& [place, level] : levels)
    ++namespaces[place.first];
  Levels result;
  for (auto& [place, level] : levels) {
    const bool wide = namespaces[place.first] > most_namespaces;
    Level& to = result[wide ? Key{place.first, ""} : place];
    to.type = level.type;
    to.names.merge(level.names);
  }
  return result;
}

bool Climber::add_calls(Calls& calls, const std::set<Controller>& from, Climb how) {
  Levels levels;
  bool any = false;
  for (const Controller& controller : from)
    want(levels, {controller.ns, m_owners.top(controller.owner)}, how);
  for (const auto& [place, level] : gathered(std::move(levels))) {
    any = true;
    if (level.names.size() > most_gets)
      add_list(calls, place.second, level);
    else
      add_gets(calls, place.second, level);
  }
  return any;
}

void Climber::add_gets(Calls& calls, const std::string& ns, const Level& level) {
  for (const auto& [uid, name] : level.names)
    calls.add([this, type = level.type, key = ObjectKey{ns, name}](Calls::Over over) {
      return m_api.client.get_metadata(
          type.resource(), key, [this, over = std::move(over)](const Result<json>& object) {
            if (object) m_owners.add(*object);
            over(object ? Result<>() : unless_hidden(object.error()));
          });
    });
}

void Climber::add_list(Calls& calls, const std::string& ns, const Level& level) {
  calls.add([this, level, ns](Calls::Over over) {
    const auto wanted = std::make_shared<const Level>(level);
    kube::Each each{.on_item = [this, wanted](const json& object) {
      if (wanted->names.contains(uid_of(object))) m_owners.add(object);
    }};
    return m_api.client.list_metadata(level.type.resource(),
                                      ns,
                                      {},
                                      std::move(each),
                                      [over = std::move(over)](const Result<>& listed) {
                                        over(listed ? Result<>() : unless_hidden(listed.error()));
                                      });
  });
}

}  // namespace kscan::discover
