/** The part of the package `zipcodes` that the demo uses; it ships no types of its own. */
declare module 'zipcodes' {
  const zipcodes: {
    lookup(postalCode: string):
      | {
          readonly city: string;
          readonly state: string;
          readonly latitude: number;
          readonly longitude: number;
        }
      | undefined;
  };
  export default zipcodes;
}
