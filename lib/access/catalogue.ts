import type { Api } from "../operation/api.ts";
import type { AnyOperation, Policy } from "../operation/operation.ts";
import { areaOf, PERMISSIONS, type Permission } from "../policy/permissions.ts";
import type { OperationItem, PermissionItem } from "./schema.ts";

/** An operation at one of the places where it is published. */
export interface Endpoint {
  readonly api: Api;
  readonly op: AnyOperation;
}

/** Every place where the operation of the name is published. */
export const endpointsOf = (families: readonly Api[], name: string): Endpoint[] =>
  families.flatMap((api) => api.operations.filter((op) => op.name === name).map((op) => ({ api, op })));

/** The address of an endpoint. */
export const pathOf = ({ api, op }: Endpoint): string => `${api.base}${op.http.path}`;

/** The permission that a policy asks for; null where it asks for none. */
export const permissionOf = (policy: Policy): Permission | null =>
  policy.access === "roles" ? policy.permission : null;

/** Every operation once, in the order of the families, with all places where it is published. */
export function listedOperations(families: readonly Api[]): OperationItem[] {
  const names = new Set(families.flatMap(({ operations }) => operations.map(({ name }) => name)));
  return [...names].flatMap((name) => {
    const [first, ...others] = endpointsOf(families, name);
    if (!first) {
      return [];
    }
    const { http, policy, summary } = first.op;
    return {
      operation: name,
      summary,
      method: http.method,
      paths: [first, ...others].map(pathOf),
      permission: permissionOf(policy),
      roles: policy.access === "roles" ? [...policy.roles] : [],
      isOpenToCustomRoles: policy.access === "roles" && policy.customRoles === true,
    };
  });
}

/** The permission catalogue with what each opens here to a custom role. */
export function listedPermissions(families: readonly Api[]): PermissionItem[] {
  const open = listedOperations(families).filter(({ isOpenToCustomRoles }) => isOpenToCustomRoles);
  return Object.entries(PERMISSIONS).map(([name, description]) => ({
    name,
    description,
    area: areaOf(name),
    operations: open.filter(({ permission }) => permission === name).map(({ operation }) => operation),
  }));
}
