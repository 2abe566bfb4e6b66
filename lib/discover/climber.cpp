#include "discover/climber.hpp"

#include "base/json.hpp"

#include <fmt/format.h>
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
  Level& level = levels[top.owner.api_version + " " + top.owner.kind][ns];
  level.type = *std::move(type);
  level.names[top.owner.uid] = top.owner.name;
}

bool Climber::add_calls(Calls& calls, const std::set<Controller>& from, Climb how) {
  Levels levels;
  for (const Controller& controller : from)
    want(levels, {controller.ns, m_owners.top(controller.owner)}, how);
  for (const auto& [type, places] : levels) {
    if (places.size() > most_namespaces)
      add_wide_list(calls, places);
    else
      for (const auto& [ns, level] : places)
        add_reads(calls, ns, level);
  }
  return !levels.empty();
}

void Climber::add_reads(Calls& calls, const std::string& ns, const Level& level) {
  if (level.names.size() > most_gets)
    add_list(calls, ns, level);
  else
    add_gets(calls, ns, level);
}

void Climber::add_gets(Calls& calls, const std::string& ns, const Level& level) {
  for (const auto& [uid, name] : level.names)
    calls.add([this, type = level.type, key = ObjectKey{ns, name}](Calls::Over over) {
      return m_api.client.get_metadata(
          type.resource(),
          key,
          [this, type, ns = key.ns, over = std::move(over)](const Result<json>& object) {
            if (object) m_owners.add(*object);
            over(object ? Result<>() : unless_hidden(type, ns, object.error()));
          });
    });
}

io::Ticket Climber::list(const std::string& ns, const Level& level, Calls::Over over) {
  const auto wanted = std::make_shared<const Level>(level);
  kube::Each each{.on_item = [this, wanted](const json& object) {
    if (wanted->names.contains(uid_of(object))) m_owners.add(object);
  }};
  return m_api.client.list_metadata(
      level.type.resource(), ns, {}, std::move(each), std::move(over));
}

void Climber::add_list(Calls& calls, const std::string& ns, const Level& level) {
  calls.add([this, level, ns](Calls::Over over) {
    return list(
        ns, level, [this, type = level.type, ns, over = std::move(over)](const Result<>& listed) {
          over(listed ? Result<>() : unless_hidden(type, ns, listed.error()));
        });
  });
}

// Many namespaces are read in one list; who may not have that may have each namespace's.
void Climber::add_wide_list(Calls& calls, const Places& places) {
  Level all{.type = places.begin()->second.type};
  for (const auto& [ns, level] : places)
    all.names.insert(level.names.begin(), level.names.end());
  calls.add([this, &calls, all = std::move(all), places](Calls::Over over) {
    return list({}, all, [this, &calls, places, over = std::move(over)](Result<> listed) {
      if (!listed && listed.error().code() == Errc::not_found) return over({});
      if (listed || listed.error().code() != Errc::forbidden) return over(std::move(listed));
      for (const auto& [ns, level] : places)
        add_reads(calls, ns, level);
      over({});
    });
  });
}

Result<> Climber::unless_hidden(const Type& type, const std::string& ns, const Error& error) {
  if (error.code() == Errc::not_found) return {};
  if (error.code() != Errc::forbidden) return fail(error);
  m_forbidden[kube::name_of(type.resource())].insert(ns);
  return {};
}

std::vector<std::string> Climber::warnings() const {
  std::vector<std::string> texts;
  for (const auto& [type, namespaces] : m_forbidden) {
    const std::string& first = *namespaces.begin();
    std::string where = fmt::format(" in {} namespaces", namespaces.size());
    if (namespaces.size() == 1)
      where = first.empty() ? std::string() : fmt::format(" in namespace \"{}\"", first);
    texts.push_back(fmt::format("{} may not be read{}: what they run is reported against them, and "
                                "not against what made them",
                                type,
                                where));
  }
  return texts;
}

}  // namespace kscan::discover
